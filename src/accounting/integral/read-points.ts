import type { PointColumns } from '../points.ts';
import { ChunkSeries } from './chunk-series.ts';
import type { Pace } from './pace.ts';
import { Part } from './part.ts';
import type { Reader } from './reader.ts';
import type { Roster } from './roster.ts';
import type { Slices } from './slices.ts';

export interface ReadOptions {
  readonly reader: Reader;
  readonly roster: Roster;
  readonly slices: Slices;
  readonly pace: Pace;
}

/** Has a reader read all points of a scan, to their end. */
export async function readPoints(
  scan: AsyncIterable<PointColumns>,
  { reader, roster, slices, pace }: ReadOptions,
): Promise<void> {
  const numbers = new ChunkSeries({ roster, reader });
  const part = new Part();
  for await (const chunk of scan) {
    numbers.enter(chunk.series);
    let at = 0;
    while (at < chunk.index.length) {
      at = part.fill(chunk, at, numbers, slices);
      reader.read(part);
      await pace.rest();
    }
  }
  await pace.times(reader.count, (series) => reader.close(series));
}
