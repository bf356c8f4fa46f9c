import type { Clock } from '../../src/lib/clock.ts';
import { ConflictError, InvalidError, NotFoundError } from '../../src/lib/errors.ts';
import { jobKey, type JobRef } from '../../src/jobs/job-ref.ts';
import type { HostedJob, HostedJobs, HostedSpec } from '../../src/jobs/ports/hosted-jobs.ts';

/** Jobs of type JobScaler that do nothing but be there: what a JobManager hosts in tests. */
export class MemoryHostedJobs implements HostedJobs {
  readonly types = ['JobScaler'];
  readonly #jobs = new Map<string, HostedJob>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  check(spec: HostedSpec): void {
    const target = targetOf(spec);
    const rival = this.list().find((job) => job.target.name === target.name && job.spec.name !== spec.name);
    if (rival !== undefined)
      throw new ConflictError('conflict', `"${target.name}" has the scaler "${rival.spec.name}"`);
  }

  async submit(spec: HostedSpec): Promise<void> {
    this.check(spec);
    this.#jobs.set(jobKey(spec), {
      spec,
      target: targetOf(spec),
      status: 'waiting',
      since: this.#clock.now(),
    });
  }

  async update(spec: HostedSpec): Promise<void> {
    this.check(spec);
    const job = this.#jobs.get(jobKey(spec));
    if (job === undefined) throw new NotFoundError('not-found', `there is no scaler "${spec.name}"`);
    this.#jobs.set(jobKey(spec), { ...job, spec, target: targetOf(spec) });
  }

  find(namespace: string, name: string): HostedJob | undefined {
    return this.#jobs.get(jobKey({ namespace, name }));
  }

  list(namespace?: string): readonly HostedJob[] {
    return [...this.#jobs.values()].filter(
      ({ spec }) => namespace === undefined || spec.namespace === namespace,
    );
  }

  async delete(namespace: string, name: string): Promise<boolean> {
    return this.#jobs.delete(jobKey({ namespace, name }));
  }

  async ended(target: JobRef): Promise<void> {
    for (const [key, job] of this.#jobs) if (jobKey(job.target) === jobKey(target)) this.#jobs.delete(key);
  }

  /** What only time would bring about. */
  set(namespace: string, name: string, change: Partial<HostedJob>): void {
    const job = this.find(namespace, name);
    if (job !== undefined) this.#jobs.set(jobKey(job.spec), { ...job, ...change });
  }
}

function targetOf({ namespace, parameters }: HostedSpec): JobRef {
  const { job } = parameters;
  if (typeof job !== 'string') throw new InvalidError('bad-parameter', 'job is missing; give Type/name');
  return { namespace, name: job.slice(job.lastIndexOf('/') + 1) };
}
