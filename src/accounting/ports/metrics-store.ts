import type { JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import type { PointColumns, RefusedPoint, SeriesPoint, Tags } from '../points.ts';
import type { Total } from '../totals.ts';
import type { StoreAdmin } from './store-admin.ts';

/** Points and totals; every write is an upsert by series and time. Rejects with RetryableError while the store is away. */
export interface MetricsStore extends AsyncDisposable {
  readonly admin: StoreAdmin;
  /** Durable when resolved; points not in the answer are stored. */
  write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]>;
  /** The newest point of each series of these jobs in [since, until]. One call per slot and metric. */
  newest(
    query: { measurement: string; jobs: readonly JobRef[]; since: Instant; until: Instant },
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]>;
  /** All points of a measurement in [from, to), ordered by time within each series. */
  scan(
    query: { measurement: string; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncIterable<PointColumns>;
  /** Upserts by level, account, job, user, resource and start. */
  writeTotals(rows: readonly Total[], signal: AbortSignal): Promise<void>;
  /** Totals of whole windows inside [from, to), summed per account, job and user of the level. */
  sumTotals(
    query: { level: Total['level']; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): Promise<readonly Total[]>;
}
