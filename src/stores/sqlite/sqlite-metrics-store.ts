import type { PointColumns, RefusedPoint, Series, SeriesPoint, Tags } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Total } from '../../accounting/totals.ts';
import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { endThreads, type SqliteThreads } from '../../lib/sqlite/start-threads.ts';
import type { Thread } from '../../lib/thread.ts';
import type { Instant } from '../../lib/time.ts';
import { checkTotalsFilter } from '../check-totals-filter.ts';
import { takePoints } from '../take-points.ts';
import { describeInParts } from './describe-in-parts.ts';
import { NewestCache, type NewestQuery } from './newest-cache.ts';
import { SeriesCache } from './series-cache.ts';
import { SqliteAdmin } from './sqlite-admin.ts';
import type { ReaderCalls, WriterCalls } from './store-calls.ts';
import { WriteQueue } from './write-queue.ts';

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
  readonly #closing = new AbortController();
  readonly #loaded: Promise<void>;

  constructor({ threads, shardLength, clock, log }: SqliteMetricsStoreOptions) {
    const { writer, reader } = threads;
    this.#threads = threads;
    this.#reader = reader;
    this.#clock = clock;
    this.#cache = new SeriesCache(clock);
    this.#newest = new NewestCache({ cache: this.#cache, reader, clock });
    this.#writes = new WriteQueue({ writer, cache: this.#cache, shardLength, clock });
    this.admin = new SqliteAdmin({ reader, writes: this.#writes });
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
      this.#newest.sweep();
    }
    return points.refused;
  }

  async newest(query: NewestQuery, signal: AbortSignal): Promise<readonly SeriesPoint[]> {
    signal.throwIfAborted();
    return await abortable(this.#newest.newest(query), signal);
  }

  async *scan(
    { measurement, from, to, match = {} }: { measurement: string; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncGenerator<PointColumns, void, undefined> {
    signal.throwIfAborted();
    const { scan, ids } = await this.#reader.call('openScan', [{ measurement, from, to, match }]);
    try {
      const series = await this.#seriesOf(ids);
      for (;;) {
        signal.throwIfAborted();
        const chunk = await abortable(this.#reader.call('nextChunk', [scan]), signal);
        if (chunk === undefined) return;
        if (chunk.index.length > 0) yield { series, ...chunk };
      }
    } finally {
      await this.#reader.call('closeScan', [scan]);
    }
  }

  async writeTotals(rows: readonly Total[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await abortable(this.#writes.add({ kind: 'totals', rows }), signal);
  }

  async sumTotals(
    { level, from, to, match = {} }: { level: Total['level']; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    signal.throwIfAborted();
    checkTotalsFilter(match);
    return await abortable(this.#reader.call('sumTotals', [{ level, from, to, match }]), signal);
  }

  /** Writes what waits, then closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loaded;
    await this.#writes.idle();
    await endThreads(this.#threads);
  }

  /** The series in the order of their ids; those of a scan are not remembered. */
  async #seriesOf(ids: readonly number[]): Promise<readonly Series[]> {
    const found = new Map<number, Series>();
    for (const id of ids) {
      const known = this.#cache.withId(id);
      if (known !== undefined) found.set(id, { measurement: known.measurement, tags: known.set.tags });
    }
    const unknown = ids.filter((id) => !found.has(id));
    await describeInParts(this.#reader, this.#clock, unknown, (id, measurement, tags) => {
      found.set(id, { measurement, tags: JSON.parse(tags) });
    });
    return ids.map((id) => found.get(id) ?? { measurement: '', tags: {} });
  }
}
