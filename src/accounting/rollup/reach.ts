import { later, type Instant, type Millis } from '../../lib/time.ts';
import type { IntervalAt } from '../intervals.ts';

const SHORTEST: Millis = 60_000;

/** How long after its end a window is added up: its points have come by then, and those after it that reach into it. */
export function settling(interval: Millis): Millis {
  return Math.max(SHORTEST, 2 * interval);
}

/**
 * How far beyond its ends a window's points are looked at. Less than it takes to settle, so that a point of the last
 * moment has time to arrive; more than an interval, so that a process's next sample is among them.
 */
export function margin(interval: Millis): Millis {
  return 0.75 * settling(interval);
}

/** Up to when points are looked at for what ends at `end`. */
export function lookAhead(intervalAt: IntervalAt, end: Instant): Instant {
  return later(end, margin(intervalAt(end)));
}
