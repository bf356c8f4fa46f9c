import type { SpoolState } from '../accounting/ports/spool.ts';
import type { Instant } from '../lib/time.ts';

/** What one more batch, or a part of one, brings into a spool. */
export interface SpoolEntry {
  readonly at: Instant;
  readonly points: number;
  readonly bytes: number;
  readonly earliest: Instant;
}

export const EMPTY_SPOOL: SpoolState = { points: 0, bytes: 0 };

/** The state after an entry has come. */
export function withEntry(state: SpoolState, { at, points, bytes, earliest }: SpoolEntry): SpoolState {
  const { oldestAt = at, earliestPoint = earliest } = state;
  return {
    points: state.points + points,
    bytes: state.bytes + bytes,
    oldestAt,
    earliestPoint: earliestPoint < earliest ? earliestPoint : earliest,
  };
}
