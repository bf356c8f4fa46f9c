import { later, toNanos, type Instant, type Millis } from '../../lib/time.ts';
import { hasPoints, isClosed, type Known } from './known.ts';
import { startOf, windowAt } from '../windows.ts';

/** A part of a period, and what its usage is added up from. */
export type Part =
  | { readonly source: 'totals'; readonly from: Instant; readonly to: Instant }
  | PointsPart
  | { readonly source: 'nothing'; readonly from: Instant; readonly to: Instant; readonly why: Loss };

/** Added up from points: those in [since, until], and for each series the one before them. */
export interface PointsPart {
  readonly source: 'points';
  readonly from: Instant;
  readonly to: Instant;
  readonly since: Instant;
  readonly until: Instant;
  /** Its windows have no totals that count: more points may come. */
  readonly open: boolean;
}

export type Loss = 'expired' | 'never-closed';

type Kind = 'totals' | 'cut' | 'open' | Loss;

/** Points may be recorded so far in the future. */
const FUTURE: Millis = 10 * 60_000;

/**
 * The parts of [from, to), in order. What a part says of any time in it does not depend on where the period
 * begins and ends: that is why adjacent periods add up.
 *
 *     totals    whole windows that are closed
 *     points    the rest of a closed window, from the very points that its totals rest on;
 *               or windows that are not closed, from all points that matter to them
 *     nothing   points and totals have expired
 */
export function planPeriod(known: Known, from: Instant, to: Instant): readonly Part[] {
  const parts: Part[] = [];
  let [began, kind]: [Instant, Kind | undefined] = [from, undefined];
  for (let at = from; at < to;) {
    const window = windowAt(at);
    const end = earlier(startOf(window + 1), to);
    const next = kindOf(known, window, at === startOf(window) && end === startOf(window + 1));
    // a cut window stands alone: it goes by points of its own
    if (kind !== undefined && (next !== kind || kind === 'cut')) {
      parts.push(partOf(known, kind, began, at));
      began = at;
    }
    kind = next;
    at = end;
  }
  if (kind !== undefined) parts.push(partOf(known, kind, began, to));
  return parts;
}

function kindOf(known: Known, window: number, whole: boolean): Kind {
  const closed = isClosed(known, window);
  if (closed && whole) return 'totals';
  if (hasPoints(known, window)) return closed ? 'cut' : 'open';
  return startOf(window) < known.totalsFrom ? 'expired' : 'never-closed';
}

function partOf(known: Known, kind: Kind, from: Instant, to: Instant): Part {
  if (kind === 'totals') return { source: 'totals', from, to };
  if (kind === 'expired' || kind === 'never-closed') return { source: 'nothing', from, to, why: kind };
  const since = later(from, -known.margin);
  const open = kind === 'open';
  return {
    source: 'points',
    from,
    to,
    since,
    until: open ? lastThatMatters(known, from, to) : restsUntil(known, from, to),
    open,
  };
}

/** A closed window's part must agree with its totals, which know no later points. */
function restsUntil({ marks }: Known, from: Instant, to: Instant): Instant {
  return marks.get(windowAt(from))?.until ?? to;
}

/**
 * The latest time at which a point may say something of [from, to), whose windows are not closed: its series' last
 * point may lie in them. Of closed windows after them it is known how far back their points reach, but for samples
 * that stand for one interval; of late points, where they are.
 */
function lastThatMatters({ marks, now, horizon, margin }: Known, from: Instant, to: Instant): Instant {
  const end = earlier(later(now, FUTURE), to + toNanos(horizon));
  let last = later(to, margin);
  for (let window = windowAt(from); startOf(window) < end; window++) {
    const mark = marks.get(window);
    if (startOf(window) < to && mark !== undefined) last = latest(last, mark.until);
    if (startOf(window + 1) <= to) continue;
    if (mark?.state !== 'closed' || mark.since < to) last = latest(last, startOf(window + 1));
  }
  return earlier(last, end);
}

function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
