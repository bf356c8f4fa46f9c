import type { Instant } from '../../lib/time.ts';
import type { SpoolState } from '../ports/spool.ts';

/** What is known of the spool and of the store behind it; counts are since the start. */
export interface SpoolStats extends SpoolState {
  /** Since when points cannot go straight to the store, and why; undefined while they can. */
  readonly awaySince?: Instant;
  readonly awayReason?: string;
  /** The store answers, but takes no points before setup_metrics has been run. */
  readonly setupMissing: boolean;
  /** Points that have gone from the spool into the store. */
  readonly drained: number;
  /** Points of the spool that the store did not take, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
}
