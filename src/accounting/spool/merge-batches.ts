import type { PointColumns, Series } from '../points.ts';

/** The points of all batches, in their order, as one batch. */
export function mergeBatches(batches: readonly PointColumns[]): PointColumns {
  const [only, ...more] = batches;
  if (only !== undefined && more.length === 0) return only;
  const points = batches.reduce((sum, { index }) => sum + index.length, 0);
  const places = new Map<Series, number>();
  const index = new Int32Array(points);
  const time = new BigInt64Array(points);
  const value = new Float64Array(points);
  const seconds = new Float64Array(points).fill(Number.NaN);
  let from = 0;
  for (const batch of batches) {
    const placeOf = batch.series.map((series) => placeIn(places, series));
    for (const [at, place] of batch.index.entries()) index[from + at] = placeOf[place] ?? -1;
    time.set(batch.time, from);
    value.set(batch.value, from);
    if (batch.seconds !== undefined) seconds.set(batch.seconds, from);
    from += batch.index.length;
  }
  return { series: [...places.keys()], index, time, value, seconds };
}

function placeIn(places: Map<Series, number>, series: Series): number {
  const place = places.get(series) ?? places.size;
  places.set(series, place);
  return place;
}
