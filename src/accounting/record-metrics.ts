import { abortable } from '../lib/abortable.ts';
import { Batcher } from '../lib/batcher.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import type { Instant } from '../lib/time.ts';
import { checkNotMeasured, checkRecord } from './check-record.ts';
import { measurementOf, POINT_TYPE } from './measurements.ts';
import type { PointColumns, Tags } from './points.ts';
import type { KnownJobs } from './ports/known-jobs.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { RecordRequest } from './record-request.ts';

/** The points of one call: all have the same tags and time. */
interface Recording {
  readonly tags: Tags;
  readonly time: Instant;
  readonly values: readonly (readonly [measurement: string, value: number])[];
}

const TOGETHER = 5_000;
const WAITING = 100_000;

/** Takes what callers record, checks it and stores it; calls that come together are one write. */
export class Recorder {
  readonly #store: MetricsStore;
  readonly #jobs: KnownJobs;
  readonly #clock: Clock;
  readonly #writes: Batcher<Recording, string | undefined>;
  // a write serves many callers: none of them may abort it
  readonly #unaborted = new AbortController().signal;

  constructor(o: { store: MetricsStore; jobs: KnownJobs; clock: Clock }) {
    this.#store = o.store;
    this.#jobs = o.jobs;
    this.#clock = o.clock;
    this.#writes = new Batcher({
      run: (recordings) => this.#write(recordings),
      weigh: ({ values }) => values.length,
      together: TOGETHER,
      waiting: WAITING,
    });
  }

  /**
   * Resolves when the points are durable. InvalidError: a bad name or value, `cpu`, `mem` or `gpu` of a job that
   * the service runs, or a process that is not the job's. RetryableError while the store or the cluster is away.
   */
  async record(request: RecordRequest, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    checkRecord(request);
    const role = await this.#roleOf(request, signal);
    const recording = {
      tags: { ...request.tags, ...identityOf(request, role) },
      time: request.atTime ?? this.#clock.now(),
      values: Object.entries(request.metrics).map(([name, value]) => [measurementOf(name), value] as const),
    };
    const refused = await abortable(this.#writes.add(recording), signal);
    if (refused !== undefined) throw new InvalidError('bad-metric', `the store does not take it: ${refused}`);
  }

  async #roleOf(
    { namespace, job, process, metrics }: RecordRequest,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (job === undefined) return undefined;
    const processes = await this.#jobs.processes({ namespace, name: job }, signal);
    if (processes === undefined) return undefined;
    checkNotMeasured(metrics, job);
    if (process === undefined) return undefined;
    const role = processes.get(process);
    if (role !== undefined) return role;
    throw new InvalidError(
      'bad-process',
      `"${process}" is no process of the job "${job}"; leave it out or name one of its own`,
    );
  }

  /** Gives for each recording why a point of it was refused, if one was. */
  async #write(recordings: readonly Recording[]): Promise<readonly (string | undefined)[]> {
    const owners = recordings.flatMap(({ values }, owner) => values.map(() => owner));
    const reasons = new Map<number, string>();
    for (const { at, reason } of await this.#store.write(columnsOf(recordings), this.#unaborted)) {
      reasons.set(owners[at] ?? 0, reason);
    }
    return recordings.map((_, owner) => reasons.get(owner));
  }
}

function identityOf({ namespace, job, process, user }: RecordRequest, role: string | undefined): Tags {
  return {
    type: POINT_TYPE,
    namespace_name: namespace,
    ...(job !== undefined && { container_name: job }),
    ...(process !== undefined && { pod_name: process }),
    ...(role !== undefined && { role }),
    ...(user !== undefined && { user }),
  };
}

function columnsOf(recordings: readonly Recording[]): PointColumns {
  const points = recordings.flatMap(({ tags, time, values }) =>
    values.map(([measurement, value]) => ({ series: { measurement, tags }, time, value })),
  );
  return {
    series: points.map(({ series }) => series),
    index: Int32Array.from(points.keys()),
    time: BigInt64Array.from(points, ({ time }) => time),
    value: Float64Array.from(points, ({ value }) => value),
  };
}
