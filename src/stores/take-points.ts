import type { PointColumns, RefusedPoint } from '../accounting/points.ts';
import type { Instant } from '../lib/time.ts';

/** What every store can say of a time: InfluxDB's own bounds, in the years 1677 and 2262. */
const FIRST: Instant = -(2n ** 63n) + 2n;
const LAST: Instant = 2n ** 63n - 2n;

/** A batch's points that can be stored, in buffers of their own, and those that cannot. */
export interface TakenPoints {
  readonly index: Int32Array<ArrayBuffer>;
  readonly time: BigInt64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly seconds?: Float64Array<ArrayBuffer>;
  readonly refused: readonly RefusedPoint[];
}

/** Copies a batch, so that the caller may use its own again, and sorts out what no store takes. */
export function takePoints(batch: PointColumns): TakenPoints {
  const refused: RefusedPoint[] = [];
  for (let at = 0; at < batch.index.length; at++) {
    const reason = refusal(batch, at);
    if (reason !== undefined) refused.push({ at, reason });
  }
  const { index, time, value, seconds } = batch;
  if (refused.length === 0) {
    return {
      index: index.slice(),
      time: time.slice(),
      value: value.slice(),
      ...(seconds && { seconds: seconds.slice() }),
      refused,
    };
  }
  const gone = new Set(refused.map(({ at }) => at));
  const kept = (_: unknown, at: number): boolean => !gone.has(at);
  return {
    index: Int32Array.from(index.filter(kept)),
    time: BigInt64Array.from(time.filter(kept)),
    value: Float64Array.from(value.filter(kept)),
    ...(seconds && { seconds: Float64Array.from(seconds.filter(kept)) }),
    refused,
  };
}

/** Why no store takes a point; undefined if it can be stored. */
export function refusal({ series, index, time, value }: PointColumns, at: number): string | undefined {
  const place = index[at];
  const instant = time[at];
  if (!Number.isFinite(value[at])) return `the value ${value[at]} is not a finite number`;
  if (place === undefined || place < 0 || place >= series.length) return `the batch has no series ${place}`;
  if (instant === undefined) return 'the point has no time';
  return FIRST <= instant && instant <= LAST
    ? undefined
    : `the time ${instant} is outside the years 1677 to 2262`;
}
