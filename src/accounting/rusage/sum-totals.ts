import type { Clock } from '../../lib/clock.ts';
import type { Instant, Millis } from '../../lib/time.ts';
import { Pace } from '../integral/pace.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { Level, Owner } from '../totals.ts';
import type { UsageSums } from './usage-sums.ts';
import { WINDOW } from '../windows.ts';

/** A piece of a long time is as long as takes the store about so long. */
const QUICK: Millis = 50;
const SLOW: Millis = 200;
const DAY = 96n * WINDOW;

/**
 * Adds the totals of the whole windows in [from, to) to the sums, a piece at a time, so that whoever waits sees it
 * go on; `done` is told how far it has come.
 */
export async function sumTotals(
  o: { readonly store: MetricsStore; readonly clock: Clock },
  query: { level: Level; from: Instant; to: Instant; matches: readonly (Partial<Owner> | undefined)[] },
  sums: UsageSums,
  done: (to: Instant) => void,
  signal: AbortSignal,
): Promise<void> {
  const { store, clock } = o;
  const { level, to, matches } = query;
  const pace = new Pace({ clock, signal });
  let piece = DAY;
  for (let from = query.from; from < to;) {
    const end = endOf(from, piece, to);
    const began = clock.monotonic();
    for (const match of matches) {
      const rows = await store.sumTotals({ level, from, to: end, ...(match && { match }) }, signal);
      await pace.each(rows, (row) => sums.add(row, row));
    }
    const took = clock.monotonic() - began;
    if (took < QUICK) piece *= 2n;
    else if (took > SLOW && piece > WINDOW) piece /= 2n;
    from = end;
    done(end);
  }
}

/** Pieces of days end with a day: stores may know sums of days. */
function endOf(from: Instant, piece: Instant, to: Instant): Instant {
  const end = from + piece;
  const even = piece < DAY ? end : end - (end % DAY);
  return even < to ? even : to;
}
