import type { Clock } from '../../lib/clock.ts';
import type { Thread } from '../../lib/thread.ts';
import type { ReaderCalls, StoredSeries } from './store-calls.ts';

/** Few enough not to hold up the event loop. */
const PART = 1_000;

/** Reads the definitions of series, part by part; series that are gone are left out. */
export async function describeInParts(
  reader: Thread<ReaderCalls>,
  clock: Clock,
  ids: readonly number[],
  take: (...series: StoredSeries) => void,
): Promise<void> {
  for (let from = 0; from < ids.length; from += PART) {
    for (const series of await reader.call('describe', [ids.slice(from, from + PART)])) take(...series);
    await clock.breathe();
  }
}
