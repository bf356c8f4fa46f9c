import type { PointColumns, Series, Tags } from '../../accounting/points.ts';
import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Answer } from '../../lib/thread-calls.ts';
import type { Thread } from '../../lib/thread.ts';
import type { Instant } from '../../lib/time.ts';
import { describeInParts } from './describe-in-parts.ts';
import type { SeriesCache } from './series-cache.ts';
import type { ReaderCalls } from './store-calls.ts';

interface Source {
  readonly reader: Thread<ReaderCalls>;
  readonly cache: SeriesCache;
  readonly clock: Clock;
}

/** As `MetricsStore.scan`. */
export async function* scanPoints(
  source: Source,
  {
    measurements,
    from,
    to,
    match = {},
  }: { measurements: readonly string[]; from: Instant; to: Instant; match?: Tags },
  signal: AbortSignal,
): AsyncGenerator<PointColumns, void, undefined> {
  signal.throwIfAborted();
  const { reader } = source;
  const scan = await reader.call('openScan', [{ measurements, from, to, match }]);
  try {
    const series: Series[] = [];
    for (;;) {
      signal.throwIfAborted();
      const ids = await abortable(reader.call('scanSeries', [scan]), signal);
      if (ids === undefined) break;
      series.push(...(await seriesOf(source, [...ids])));
    }
    let pending = nextChunk(reader, scan);
    for (;;) {
      signal.throwIfAborted();
      const chunk = await abortable(pending, signal);
      if (chunk === undefined) return;
      // the next one is read while this one is used
      pending = nextChunk(reader, scan);
      if (chunk.index.length > 0) yield { series, ...chunk };
    }
  } finally {
    await reader.call('closeScan', [scan]);
  }
}

function nextChunk(reader: Thread<ReaderCalls>, scan: number): Promise<Answer<ReaderCalls['nextChunk']>> {
  const chunk = reader.call('nextChunk', [scan]);
  // whoever leaves the scan early does not wait for it
  chunk.catch(() => {});
  return chunk;
}

/** The series in the order of their ids; those of a scan are not remembered. */
async function seriesOf(
  { reader, cache, clock }: Source,
  ids: readonly number[],
): Promise<readonly Series[]> {
  const found = new Map<number, Series>();
  for (const id of ids) {
    const known = cache.withId(id);
    if (known !== undefined) found.set(id, { measurement: known.measurement, tags: known.set.tags });
  }
  const unknown = ids.filter((id) => !found.has(id));
  await describeInParts(reader, clock, unknown, (id, measurement, tags) => {
    found.set(id, { measurement, tags: JSON.parse(tags) });
  });
  return ids.map((id) => found.get(id) ?? { measurement: '', tags: {} });
}
