import type { JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import type { PointColumns, RefusedPoint, SeriesPoint, Tags } from '../points.ts';
import type { Level, Owner, Total, WindowMark } from '../totals.ts';
import type { StoreAdmin } from './store-admin.ts';

/**
 * Points and totals; every write is an upsert by series and time. Rejects with RetryableError while the store is
 * away, `setup-missing` while what setup makes is not there.
 */
export interface MetricsStore extends AsyncDisposable {
  readonly admin: StoreAdmin;
  /** Durable when resolved; points not in the answer are stored. */
  write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]>;
  /** The newest point of each series of these jobs in [since, until]. One call per slot and metric. */
  newest(
    query: { measurement: string; jobs: readonly JobRef[]; since: Instant; until: Instant },
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]>;
  /**
   * All points of the measurements in [from, to), ordered by time within each series. A series is the same object
   * in every chunk.
   */
  scan(
    query: { measurements: readonly string[]; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncIterable<PointColumns>;
  /** Upserts totals by level, owner and start, and then marks by start: a mark is never there before its totals. */
  writeTotals(rows: readonly Total[], marks: readonly WindowMark[], signal: AbortSignal): Promise<void>;
  /**
   * Totals of whole windows inside [from, to), summed per owner of the level; `from` and `to` are each sum's start
   * and end. Marks are not asked.
   */
  sumTotals(
    query: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]>;
  /** Marks of windows that start in [from, to), in their order. */
  marks(query: { from: Instant; to: Instant }, signal: AbortSignal): Promise<readonly WindowMark[]>;
}
