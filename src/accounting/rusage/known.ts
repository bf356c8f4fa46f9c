import { toNanos, type Instant, type Millis } from '../../lib/time.ts';
import type { WindowMark } from '../totals.ts';
import { startOf, WINDOW, windowAt } from '../windows.ts';

/** What is known of the past, and how: what a report rests on. */
export interface Known {
  readonly now: Instant;
  /** By the number of their window. */
  readonly marks: ReadonlyMap<number, WindowMark>;
  /** Points are kept from here on. */
  readonly pointsFrom: Instant;
  /** Totals are kept from here on. */
  readonly totalsFrom: Instant;
  /** No point is there that is older. */
  readonly oldestPoint: Instant;
  /** No two points further apart than this have to do with each other. */
  readonly horizon: Millis;
  /** By then most samples before an instant have come to stand for the time up to it. */
  readonly margin: Millis;
}

/** Whether a window's totals can be used. */
export function isClosed({ marks, totalsFrom }: Known, window: number): boolean {
  return marks.get(window)?.state === 'closed' && startOf(window) >= totalsFrom;
}

/** Whether all points are there that what was used in a window depends on. */
export function hasPoints(known: Known, window: number): boolean {
  const { marks, pointsFrom, oldestPoint, margin } = known;
  const start = startOf(window);
  const mark = marks.get(window);
  const first = start - toNanos(margin);
  const since = mark !== undefined && mark.since < first ? mark.since : first;
  if (since < pointsFrom) return false;
  // a retention that is longer now brings no points back
  const removed = mark?.state === 'closed' && mark.until < oldestPoint;
  return !removed;
}

/**
 * An end of a period as it can be used: itself, or, if the points that could cut its window have expired, the
 * window's start. It depends on nothing else, so that adjacent periods still add up.
 */
export function usableEnd(known: Known, end: Instant): Instant {
  const window = windowAt(end);
  return end % WINDOW === 0n || hasPoints(known, window) ? end : startOf(window);
}
