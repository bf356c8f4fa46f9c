import type { Instant, Millis } from '../lib/time.ts';
import type { WriteCounts } from './counted-store.ts';
import type { LateCounts } from './rollup/late-store.ts';
import type { RollupStats } from './rollup/rollup.ts';
import type { SpoolStats } from './spool/spool-stats.ts';

/** What those tell who take points to the store and add them up; absent parts have nothing to tell. */
export interface MetricsWork {
  readonly writes: WriteCounts;
  readonly spool?: SpoolStats | undefined;
  readonly rollup?: (RollupStats & LateCounts) | undefined;
}

/** Whether points and totals get where they belong. */
export interface MetricsHealth {
  /** setup_metrics has to be run. */
  readonly setupMissing: boolean;
  /** Why points cannot be stored now. */
  readonly storeAway: string | undefined;
  /** Points that wait in the spool, and when the oldest of them came. */
  readonly waitingPoints: number;
  readonly oldestUnsent: Instant | undefined;
  readonly rollupLag: Millis;
}

export function metricsHealth({ writes, spool, rollup }: MetricsWork): MetricsHealth {
  return {
    setupMissing: spool?.setupMissing === true || rollup?.setupMissing === true,
    // a spool knows when its store is back; else the next write tells
    storeAway: spool === undefined ? writes.failing : spool.awayReason,
    waitingPoints: spool?.points ?? 0,
    oldestUnsent: spool?.oldestAt,
    rollupLag: rollup?.lag ?? 0,
  };
}
