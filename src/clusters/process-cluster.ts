import type { Clock } from '../lib/clock.ts';
import { ConflictError, NotFoundError, RetryableError } from '../lib/errors.ts';
import { minus } from '../jobs/lifecycle/amounts.ts';
import { createJob } from '../jobs/lifecycle/create-job.ts';
import type { JobRecord } from '../jobs/lifecycle/job-record.ts';
import { toJobScale, toJobState } from '../jobs/lifecycle/job-view.ts';
import { isReady } from '../jobs/lifecycle/process-record.ts';
import { setScale } from '../jobs/lifecycle/resize.ts';
import { updateJob } from '../jobs/lifecycle/update-job.ts';
import type { Capacity, ClusterStatus, Endpoint } from '../jobs/cluster-status.ts';
import { jobKey, type JobRef } from '../jobs/job-ref.ts';
import type { JobScale } from '../jobs/job-scale.ts';
import type { JobSpec } from '../jobs/job-spec.ts';
import type { JobState } from '../jobs/job-state.ts';
import type { Cluster } from '../jobs/ports/cluster.ts';
import type { ReadyWorkers } from '../jobs/ready-workers.ts';
import type { JobEngine } from './job-engine.ts';
import type { ProcessHost } from './process-host.ts';

export interface ProcessClusterOptions {
  readonly engine: JobEngine;
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly cookie: () => string;
  /** Why the cluster cannot be reached; undefined while it can. */
  readonly away?: () => string | undefined;
}

/** A cluster that runs the processes itself, on one node: jobs are kept by a JobEngine, processes by a host. */
export class ProcessCluster implements Cluster {
  readonly #options: ProcessClusterOptions;

  constructor(options: ProcessClusterOptions) {
    this.#options = options;
  }

  async check(spec: JobSpec, signal: AbortSignal): Promise<void> {
    this.#assertThere(signal);
    await this.#options.host.check(spec, signal);
  }

  async submit(spec: JobSpec, signal: AbortSignal): Promise<void> {
    await this.check(spec, signal);
    const { engine, host, cookie } = this.#options;
    const masterPort = await host.masterPort(spec);
    await engine.change((draft, now) => {
      signal.throwIfAborted();
      if (draft.find(spec)) throw taken(spec);
      const made = { cookie: cookie(), ...(masterPort === undefined ? {} : { masterPort }) };
      draft.put(createJob(engine.table.takeId(), spec, made, now));
    });
  }

  async update(spec: JobSpec, signal: AbortSignal): Promise<void> {
    await this.check(spec, signal);
    await this.#change(spec, signal, (job, now) => updateJob(job, spec, now));
  }

  async delete(ref: JobRef, signal: AbortSignal): Promise<boolean> {
    this.#assertThere(signal);
    let known = false;
    await this.#options.engine.change((draft) => {
      signal.throwIfAborted();
      const job = draft.find(ref);
      if (job) draft.put({ ...job, deleted: true });
      known = job !== undefined;
    });
    return known;
  }

  async find(ref: JobRef, signal: AbortSignal): Promise<JobState | undefined> {
    this.#assertThere(signal);
    const job = this.#options.engine.table.find(ref);
    return job && this.#view(job);
  }

  async list(namespace: string | undefined, signal: AbortSignal): Promise<readonly JobState[]> {
    this.#assertThere(signal);
    return [...this.#options.engine.table.all()]
      .filter((job) => !job.deleted && (namespace === undefined || job.spec.namespace === namespace))
      .map((job) => this.#view(job));
  }

  async scales(refs: readonly JobRef[], signal: AbortSignal): Promise<ReadonlyMap<string, JobScale>> {
    const now = this.#options.clock.now();
    return this.#each(refs, signal, (job) => toJobScale(job, now));
  }

  async readyWorkers(
    refs: readonly JobRef[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, ReadyWorkers>> {
    return this.#each(refs, signal, ({ submittedAt, processes }) => {
      const ready = processes.filter((process) => process.role === 'worker' && isReady(process));
      return { submittedAt, names: ready.map(({ name }) => name) };
    });
  }

  async setScale(ref: JobRef, n: number, victims: readonly string[], signal: AbortSignal): Promise<void> {
    await this.#change(ref, signal, (job, now) => setScale(job, n, victims, now));
  }

  async endpoint(ref: JobRef, signal: AbortSignal): Promise<Endpoint> {
    this.#assertThere(signal);
    const job = this.#options.engine.table.find(ref);
    if (job === undefined) throw unknown(ref);
    const running = job.processes.filter(isReady);
    const first = running.find(({ role }) => role === 'master') ?? running[0];
    return { hosts: first === undefined ? [] : this.#options.host.hosts, ports: first?.ports ?? {} };
  }

  async status(_signal: AbortSignal): Promise<ClusterStatus> {
    const { engine, host } = this.#options;
    const away = this.#options.away?.();
    if (away !== undefined) return { up: false, reason: away, nodes: [], waiting: [] };
    const free = minus(host.capacity, engine.table.reserved);
    const waiting = engine.table.waiting.flatMap((id) => {
      const job = engine.table.get(id);
      const reason = job && this.#view(job).pendingReason;
      return job === undefined || reason === undefined
        ? []
        : [{ namespace: job.spec.namespace, job: job.spec.name, reason }];
    });
    return {
      up: true,
      nodes: [{ name: host.node, capacity: host.capacity, freePercent: percentOf(free, host.capacity) }],
      waiting,
    };
  }

  /** Ends the engine. Processes go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.engine[Symbol.asyncDispose]();
  }

  async #change(
    ref: JobRef,
    signal: AbortSignal,
    change: (job: JobRecord, now: bigint) => JobRecord,
  ): Promise<void> {
    this.#assertThere(signal);
    await this.#options.engine.change((draft, now) => {
      signal.throwIfAborted();
      const job = draft.find(ref);
      if (job === undefined) throw unknown(ref);
      draft.put(change(job, now));
    });
  }

  async #each<T>(
    refs: readonly JobRef[],
    signal: AbortSignal,
    of: (job: JobRecord) => T,
  ): Promise<ReadonlyMap<string, T>> {
    this.#assertThere(signal);
    const found = new Map<string, T>();
    for (const ref of refs) {
      const job = this.#options.engine.table.find(ref);
      if (job) found.set(jobKey(ref), of(job));
    }
    return found;
  }

  #view(job: JobRecord): JobState {
    const { engine, clock } = this.#options;
    return toJobState(job, (process) => engine.whyWaiting(process), clock.now());
  }

  #assertThere(signal: AbortSignal): void {
    signal.throwIfAborted();
    const reason = this.#options.away?.();
    if (reason !== undefined)
      throw new RetryableError('cluster-away', `the cluster cannot be reached: ${reason}`);
  }
}

function percentOf(free: Capacity, capacity: Capacity): Capacity {
  return {
    cpu: percent(free.cpu, capacity.cpu),
    memory: percent(free.memory, capacity.memory),
    gpu: percent(free.gpu, capacity.gpu),
  };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.max(0, (100 * part) / whole);
}

function taken({ namespace, name }: JobRef): ConflictError {
  return new ConflictError(
    'name-taken',
    `there is a job "${name}" in namespace "${namespace}" already; delete it first or choose another name`,
  );
}

function unknown({ namespace, name }: JobRef): NotFoundError {
  return new NotFoundError('unknown-job', `there is no job "${name}" in namespace "${namespace}"`);
}
