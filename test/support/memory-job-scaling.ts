import { jobKey, type JobRef } from '../../src/jobs/job-ref.ts';
import type { JobScale } from '../../src/jobs/job-scale.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { NotFoundError } from '../../src/lib/errors.ts';
import type { JobScaling } from '../../src/scaling/ports/job-scaling.ts';

/** Jobs that are nothing but their scale; a change is fulfilled at once unless `starts` is false. */
export class MemoryJobScaling implements JobScaling {
  readonly jobs = new Map<string, JobScale>();
  readonly changes: { job: string; n: number }[] = [];
  scalesCalls = 0;
  /** When set, setScale fails with it. */
  failure: Error | undefined;
  away: Error | undefined;
  starts = true;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  put(name: string, requested: number, more: Partial<JobScale> = {}, namespace = 'ns'): void {
    const now = this.#clock.now();
    this.jobs.set(`${namespace}/${name}`, {
      requested,
      running: requested,
      changedAt: now,
      settledAt: now,
      ...more,
    });
  }

  requested(name: string, namespace = 'ns'): number | undefined {
    return this.jobs.get(`${namespace}/${name}`)?.requested;
  }

  scales(refs: readonly JobRef[]): Promise<ReadonlyMap<string, JobScale>> {
    this.scalesCalls++;
    if (this.away !== undefined) return Promise.reject(this.away);
    const known = refs.flatMap((ref) => {
      const scale = this.jobs.get(jobKey(ref));
      return scale === undefined ? [] : [[jobKey(ref), scale] as const];
    });
    return Promise.resolve(new Map(known));
  }

  setScale(ref: JobRef, n: number): Promise<void> {
    const before = this.jobs.get(jobKey(ref));
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (before === undefined)
      return Promise.reject(new NotFoundError('not-found', `there is no job ${ref.name}`));
    this.changes.push({ job: ref.name, n });
    const now = this.#clock.now();
    const fulfilled = this.starts || n <= before.running;
    const { settledAt: _, ...rest } = before;
    this.jobs.set(jobKey(ref), {
      ...rest,
      requested: n,
      running: fulfilled ? n : before.running,
      changedAt: now,
      ...(fulfilled && { settledAt: now }),
    });
    return Promise.resolve();
  }
}
