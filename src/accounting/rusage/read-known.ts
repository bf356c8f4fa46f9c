import type { Clock } from '../../lib/clock.ts';
import { CodedError } from '../../lib/errors.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { RusageSettings } from '../report-settings.ts';
import type { WindowMark } from '../totals.ts';
import type { Known } from './known.ts';
import { startOf, WINDOW, windowAt } from '../windows.ts';

/** Windows whose marks are read at once. */
const PAGE = 4_000n * WINDOW;
const SHORTEST_MARGIN: Millis = 120_000;

/** Reads what is known `now` of [from, to). Rejects as the store does. */
export async function readKnown(
  o: { readonly store: MetricsStore; readonly clock: Clock; readonly settings: RusageSettings },
  { now, from, to }: { readonly now: Instant; readonly from: Instant; readonly to: Instant },
  signal: AbortSignal,
): Promise<Known> {
  const { store, settings } = o;
  const { retention, aggregateRetention, horizon, intervalAt } = settings;
  const old = from < later(now, -horizon);
  return {
    now,
    marks: await readMarks(o, startOf(windowAt(from)), later(to, horizon), signal),
    pointsFrom: later(now, -retention),
    totalsFrom: startOf(windowAt(later(now, -aggregateRetention))),
    // of late the points are all there
    oldestPoint: old ? ((await store.admin.oldestPoint(signal)) ?? now) : 0n,
    horizon,
    margin: Math.max(SHORTEST_MARGIN, 2 * intervalAt(from), 2 * intervalAt(to)),
  };
}

/** None where setup has not made room for totals: points tell it all. */
async function readMarks(
  { store, clock }: { readonly store: MetricsStore; readonly clock: Clock },
  from: Instant,
  to: Instant,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, WindowMark>> {
  const marks = new Map<number, WindowMark>();
  for (let at = from; at < to; at += PAGE) {
    const end = at + PAGE < to ? at + PAGE : to;
    const page = await store.marks({ from: at, to: end }, signal).catch(noneIfMissing);
    for (const mark of page) marks.set(windowAt(mark.start), mark);
    await clock.breathe();
  }
  return marks;
}

function noneIfMissing(error: unknown): readonly WindowMark[] {
  if (error instanceof CodedError && error.code === 'setup-missing') return [];
  throw error;
}
