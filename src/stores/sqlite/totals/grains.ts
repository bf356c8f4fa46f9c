import type { Instant } from '../../../lib/time.ts';

/** A table of totals: one row for each owner and each so many seconds in which it has any. */
export interface Grain {
  readonly table: string;
  readonly seconds: number;
}

export const WINDOW: Grain = { table: 'totals', seconds: 900 };
export const HOUR: Grain = { table: 'hour_totals', seconds: 3_600 };
/** Totals go by whole days. */
export const DAY: Grain = { table: 'day_totals', seconds: 86_400 };

const SECOND = 1_000_000_000n;

/** The whole seconds since the epoch before, or at, a time. */
export function secondsBefore(time: Instant): number {
  const seconds = time / SECOND;
  return Number(time % SECOND < 0n ? seconds - 1n : seconds);
}

/** The whole seconds since the epoch after, or at, a time. */
export function secondsAfter(time: Instant): number {
  return -secondsBefore(-time);
}

export function instantOf(seconds: number): Instant {
  return BigInt(seconds) * SECOND;
}

/** The start of the grain that a time lies in. */
export function startOf(grain: Grain, seconds: number): number {
  return Math.floor(seconds / grain.seconds) * grain.seconds;
}
