import type { PointColumns, RefusedPoint, SeriesPoint, Tags } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Level, Owner, Total, WindowMark } from '../../accounting/totals.ts';
import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { endThreads, type SqliteThreads } from '../../lib/sqlite/start-threads.ts';
import type { Thread } from '../../lib/thread.ts';
import type { Instant, Millis } from '../../lib/time.ts';
import { takePoints } from '../take-points.ts';
import { NewestCache } from './newest-cache.ts';
import type { NewestQuery } from './newest-query.ts';
import { scanPoints } from './scan-points.ts';
import { SeriesCache } from './series-cache.ts';
import { SqliteAdmin } from './sqlite-admin.ts';
import type { ReaderCalls, WriterCalls } from './store-calls.ts';
import { SqliteTotals } from './totals/sqlite-totals.ts';
import { WriteQueue } from './write-queue.ts';

const BETWEEN_SETTLING: Millis = 60_000;

export interface SqliteMetricsStoreOptions {
  readonly threads: SqliteThreads<WriterCalls, ReaderCalls>;
  /** Nanoseconds. */
  readonly shardLength: bigint;
  readonly clock: Clock;
  readonly log: Log;
}

/** Points and totals in one SQLite file, worked by a thread that writes and one that reads. */
export class SqliteMetricsStore implements MetricsStore {
  readonly admin: SqliteAdmin;
  readonly #threads: SqliteThreads<WriterCalls, ReaderCalls>;
  readonly #reader: Thread<ReaderCalls>;
  readonly #clock: Clock;
  readonly #cache: SeriesCache;
  readonly #newest: NewestCache;
  readonly #writes: WriteQueue;
  readonly #totals: SqliteTotals;
  readonly #closing = new AbortController();
  readonly #loaded: Promise<void>;
  #settled: Millis;

  constructor({ threads, shardLength, clock, log }: SqliteMetricsStoreOptions) {
    const { writer, reader } = threads;
    this.#threads = threads;
    this.#reader = reader;
    this.#clock = clock;
    this.#cache = new SeriesCache(clock);
    this.#newest = new NewestCache({ cache: this.#cache, reader, clock });
    this.#writes = new WriteQueue({ writer, cache: this.#cache, shardLength, clock });
    this.#totals = new SqliteTotals({ reader, writes: this.#writes, clock });
    this.admin = new SqliteAdmin({ reader, writes: this.#writes });
    this.#settled = clock.monotonic();
    this.#loaded = this.#newest.load(this.#closing.signal).catch((error: unknown) => {
      log.warn('newest points are read from the file: they could not be loaded', {
        reason: messageOf(error),
      });
    });
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    const points = takePoints(batch);
    if (points.index.length > 0) {
      await abortable(this.#writes.add({ kind: 'points', series: batch.series, points }), signal);
      this.#cache.sweep();
      this.#settle();
    }
    return points.refused;
  }

  async newest(query: NewestQuery, signal: AbortSignal): Promise<readonly SeriesPoint[]> {
    signal.throwIfAborted();
    return await abortable(this.#newest.newest(query), signal);
  }

  scan(
    query: { measurements: readonly string[]; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncIterable<PointColumns> {
    return scanPoints({ reader: this.#reader, cache: this.#cache, clock: this.#clock }, query, signal);
  }

  async writeTotals(
    rows: readonly Total[],
    marks: readonly WindowMark[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#totals.write(rows, marks, signal);
  }

  async sumTotals(
    query: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    return await this.#totals.sum(query, signal);
  }

  async marks(query: { from: Instant; to: Instant }, signal: AbortSignal): Promise<readonly WindowMark[]> {
    return await this.#totals.marks(query, signal);
  }

  /** Writes what waits, then closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loaded;
    await this.#writes.idle();
    await endThreads(this.#threads);
  }

  /** Tells the file which series have ended. If it does not come to know, looking for their points takes longer. */
  #settle(): void {
    const time = this.#clock.monotonic();
    if (time - this.#settled < BETWEEN_SETTLING) return;
    this.#settled = time;
    this.#writes.add({ kind: 'settle' }).catch(() => {});
  }
}
