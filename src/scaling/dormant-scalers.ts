import { jobKey, type JobRef } from '../jobs/job-ref.ts';
import type { HostedJob } from '../jobs/ports/hosted-jobs.ts';
import type { StoredScaler } from './ports/scaler-state.ts';
import { readMemory } from './scaler-memory.ts';

/**
 * Stored scalers that cannot run: built in code, so that only their memory was kept until the program submits
 * them again, or with a metric that is no longer understood (a module is missing). They are kept, not lost.
 */
export class DormantScalers {
  readonly #stored = new Map<string, { readonly stored: StoredScaler; readonly error: string }>();

  add(stored: StoredScaler, error: string): void {
    this.#stored.set(jobKey(stored.spec), { stored, error });
  }

  find(ref: JobRef): StoredScaler | undefined {
    return this.#stored.get(jobKey(ref))?.stored;
  }

  /** False if there is none. */
  remove(ref: JobRef): boolean {
    return this.#stored.delete(jobKey(ref));
  }

  /** Those that work on a job. */
  of(target: JobRef): readonly JobRef[] {
    return this.views()
      .filter((view) => jobKey(view.target) === jobKey(target))
      .map(({ spec }) => ({ namespace: spec.namespace, name: spec.name }));
  }

  views(): readonly HostedJob[] {
    return [...this.#stored.values()].map(({ stored, error }): HostedJob => {
      const { spec } = stored;
      const { metric: _, job, ...rest } = spec.parameters;
      const target = typeof job === 'string' ? job : '';
      return {
        spec: { ...spec, parameters: { ...rest, job: target } },
        target: { namespace: spec.namespace, name: target.slice(target.indexOf('/') + 1) },
        status: 'waiting',
        since: BigInt(readMemory(stored.memory)?.since ?? 0),
        error,
      };
    });
  }
}
