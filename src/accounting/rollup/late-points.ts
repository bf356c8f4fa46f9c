import { toNanos, type Instant, type Millis } from '../../lib/time.ts';
import { ACCOUNTED } from '../integral/integrate.ts';
import { POINT_TYPE } from '../measurements.ts';
import type { PointColumns, Series } from '../points.ts';
import { startOf, windowAt } from '../windows.ts';
import { earlier, hull, latest, type Span } from './span.ts';
import type { Touch } from './window-state.ts';

const accounted: ReadonlySet<string> = new Set(ACCOUNTED);

/** What decides whether a point is late. */
export interface Lateness {
  /** Windows from this one on are not begun to be added up. */
  readonly end: number;
  /** Points up to here may have been looked at. */
  readonly seen: Instant;
  /** Older windows cannot be added up any more. */
  readonly oldest: number;
  readonly now: Instant;
  readonly horizon: Millis;
}

/** The points of a batch that come too late for the totals of their windows. */
export interface LatePoints {
  readonly touches: ReadonlyMap<number, Touch>;
  readonly late: number;
  /** Later than the horizon: they touch nothing. */
  readonly tooLate: number;
}

/**
 * Points whose windows were begun already, or over whose windows some other was looked at; those make the newest
 * window begun wrong, if any, since what reaches further back reaches over it. A sample that says for how long it
 * stands touches all windows it stands for.
 */
export function latePoints({ series, index, time, seconds }: PointColumns, o: Lateness): LatePoints {
  const counts = series.map(isAccounted);
  const [end, first] = [startOf(o.end), earliestOf(o)];
  const touches = new Map<number, Touch>();
  let [late, tooLate] = [0, 0];
  for (let at = 0; at < index.length; at++) {
    const t = time[at] ?? 0n;
    const reach = reachOf(seconds?.[at], o.horizon);
    if ((t > o.seen && t - reach >= end) || counts[index[at] ?? 0] !== true) continue;
    if (t < first) {
      tooLate++;
      continue;
    }
    late++;
    if (t <= o.seen || t < end) touch(touches, Math.min(windowAt(t), o.end - 1), { from: t, to: t });
    if (reach > 0n) touchReach(touches, { from: t - reach, to: t }, o);
  }
  return { touches, late, tooLate };
}

function isAccounted({ measurement, tags }: Series): boolean {
  return accounted.has(measurement) && tags.type === POINT_TYPE;
}

function earliestOf({ now, horizon, oldest }: Lateness): Instant {
  return latest(now - toNanos(horizon), startOf(oldest));
}

/** Nanoseconds that a sample says it stands for. */
function reachOf(seconds: number | undefined, horizon: Millis): bigint {
  if (seconds === undefined || !(seconds > 0)) return 0n;
  return toNanos(Math.min(seconds * 1_000, horizon));
}

function touch(touches: Map<number, Touch>, window: number, late: Span): void {
  const known = touches.get(window);
  touches.set(window, {
    since: earlier(late.from, known?.since ?? late.from),
    until: latest(late.to, known?.until ?? late.to),
    late: hull(late, known?.late),
  });
}

function touchReach(touches: Map<number, Touch>, { from, to }: Span, { oldest, end }: Lateness): void {
  const last = Math.min(windowAt(to - 1n), end - 1);
  for (let window = Math.max(windowAt(from), oldest); window <= last; window++) {
    const known = touches.get(window);
    touches.set(window, {
      ...known,
      since: earlier(from, known?.since ?? from),
      until: latest(to, known?.until ?? to),
    });
  }
}
