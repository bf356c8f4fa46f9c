import { abortable } from '../lib/abortable.ts';
import { Batcher } from '../lib/batcher.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import type { Instant, Millis } from '../lib/time.ts';
import { checkNotMeasured, checkRecord } from './check-record.ts';
import { checkTime } from './check-time.ts';
import { measurementOf, POINT_TYPE } from './measurements.ts';
import { PointsBuilder } from './points-builder.ts';
import type { PointColumns, Tags } from './points.ts';
import type { KnownJobs } from './ports/known-jobs.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import { refusalOf, type Refusals } from './record-refusal.ts';
import type { RecordRequest } from './record-request.ts';

export interface RecorderOptions {
  readonly store: Pick<MetricsStore, 'write'>;
  readonly jobs: KnownJobs;
  readonly clock: Clock;
  /** How long points are kept; asked each time. */
  readonly retention: () => Millis;
}

/** The points of one call: all have the same tags and time. */
interface Recording {
  readonly tags: Tags;
  readonly time: Instant;
  readonly values: readonly (readonly [name: string, value: number])[];
}

const TOGETHER = 5_000;
const WAITING = 100_000;
const NONE: Refusals = new Map();

/** Takes what callers record, checks it and stores it; calls that come together are one write. */
export class Recorder {
  readonly #options: RecorderOptions;
  readonly #writes: Batcher<Recording, Refusals>;
  readonly #refused = new Map<string, number>();
  // a write serves many callers: none of them may abort it
  readonly #unaborted = new AbortController().signal;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#writes = new Batcher({
      run: (recordings) => this.#write(recordings),
      weigh: ({ values }) => values.length,
      together: TOGETHER,
      waiting: WAITING,
    });
  }

  /** Values refused before the store saw them, by the code of the error. */
  get refused(): ReadonlyMap<string, number> {
    return this.#refused;
  }

  /**
   * Resolves when the points are durable. InvalidError: a bad name, value or time, `cpu`, `mem` or `gpu` of a job
   * that the service runs, a process that is not the job's; or the store refused some of the points: it names them,
   * the others are stored. RetryableError while the store or the cluster is away.
   */
  async record(request: RecordRequest, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const recording = await this.#checked(request, signal);
    const refusals = await abortable(this.#writes.add(recording), signal);
    if (refusals.size > 0) throw refusalOf(Object.keys(request.metrics), refusals);
  }

  async #checked(request: RecordRequest, signal: AbortSignal): Promise<Recording> {
    const { metrics, atTime, tags } = request;
    const now = this.#options.clock.now();
    try {
      checkRecord(request);
      if (atTime !== undefined) checkTime(atTime, { now, retention: this.#options.retention() });
      const role = await this.#roleOf(request, signal);
      const identity = identityOf(request, role);
      return { tags: { ...tags, ...identity }, time: atTime ?? now, values: Object.entries(metrics) };
    } catch (error) {
      if (error instanceof InvalidError) this.#countRefused(error.code, Object.keys(metrics).length);
      throw error;
    }
  }

  #countRefused(code: string, values: number): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + values);
  }

  async #roleOf(
    { namespace, job, process, metrics }: RecordRequest,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    if (job === undefined) return undefined;
    const processes = await this.#options.jobs.processes({ namespace, name: job }, signal);
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

  /** Gives for each recording which of its metrics were refused. */
  async #write(recordings: readonly Recording[]): Promise<readonly Refusals[]> {
    const refused = await this.#options.store.write(columnsOf(recordings), this.#unaborted);
    if (refused.length === 0) return recordings.map(() => NONE);
    const reasons = new Map(refused.map(({ at, reason }) => [at, reason]));
    let at = 0;
    return recordings.map(({ values }) => {
      const own = values.map(([name]) => [name, reasons.get(at++)] as const);
      return new Map(own.flatMap(([name, reason]) => (reason === undefined ? [] : [[name, reason]])));
    });
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

/**
 * The points of all recordings, one after the other. They do not say how long they stand for: who records more often
 * than the service collects would be charged more than once, were a sample not to end where the one before it is.
 */
function columnsOf(recordings: readonly Recording[]): PointColumns {
  const points = new PointsBuilder(recordings.reduce((sum, { values }) => sum + values.length, 0));
  for (const { tags, time, values } of recordings) {
    for (const [name, value] of values) points.add({ measurement: measurementOf(name), tags }, time, value);
  }
  return points.columns();
}
