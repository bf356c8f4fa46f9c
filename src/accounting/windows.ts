import { toNanos, type Instant } from '../lib/time.ts';

/** The length of the windows that totals are of, in nanoseconds; they start at multiples of it. */
export const WINDOW = toNanos(15 * 60_000);

/** The number of the window that holds an instant. */
export function windowAt(instant: Instant): number {
  return Number(instant / WINDOW) - (instant < 0n && instant % WINDOW !== 0n ? 1 : 0);
}

/** When a window starts. */
export function startOf(window: number): Instant {
  return BigInt(window) * WINDOW;
}
