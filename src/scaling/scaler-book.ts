import { jobKey, type JobRef } from '../jobs/job-ref.ts';
import { ConflictError, NotFoundError } from '../lib/errors.ts';
import type { HostedScaler } from './hosted-scaler.ts';
import type { JobScaler } from './job-scaler.ts';

/** The scalers there are, by name and by the job they work on. */
export class ScalerBook {
  readonly #byName = new Map<string, HostedScaler>();
  readonly #byTarget = new Map<string, HostedScaler[]>();

  /** ConflictError if the job has another scaler that has not ended. */
  checkTarget(scaler: JobScaler): void {
    const others = this.of(scaler.target).filter(({ ref }) => jobKey(ref) !== jobKey(scaler.ref));
    const holder = others.find(({ status }) => status !== 'ended');
    if (holder === undefined) return;
    throw new ConflictError(
      'conflict',
      `${scaler.job} is already scaled by ${holder.ref.name}; delete that one first, or update it`,
    );
  }

  add(entry: HostedScaler): void {
    this.#byName.set(jobKey(entry.ref), entry);
    const key = entry.scaler.targetKey;
    this.#byTarget.set(key, [...(this.#byTarget.get(key) ?? []), entry]);
  }

  remove(entry: HostedScaler): void {
    this.#byName.delete(jobKey(entry.ref));
    const key = entry.scaler.targetKey;
    const left = this.of(entry.scaler.target).filter((other) => other !== entry);
    if (left.length === 0) this.#byTarget.delete(key);
    else this.#byTarget.set(key, left);
  }

  find(ref: JobRef): HostedScaler | undefined {
    return this.#byName.get(jobKey(ref));
  }

  /** NotFoundError if there is none. */
  get(ref: JobRef): HostedScaler {
    const entry = this.find(ref);
    if (entry === undefined)
      throw new NotFoundError(
        'not-found',
        `there is no scaler "${ref.name}" in the namespace ${ref.namespace}`,
      );
    return entry;
  }

  /** Those that work on a job. */
  of(target: JobRef): readonly HostedScaler[] {
    return this.#byTarget.get(jobKey(target)) ?? [];
  }

  all(): readonly HostedScaler[] {
    return [...this.#byName.values()];
  }
}
