import type { Instant } from '../lib/time.ts';

/** Names and values that tell series apart. Empty values are not written. */
export type Tags = Readonly<Record<string, string>>;

/** One series: a measurement (Heapster's name, such as `cpu/usage_rate`, or a custom one) and its tags. */
export interface Series {
  readonly measurement: string;
  readonly tags: Tags;
}

/**
 * Many points as columns, which cross a worker four times faster than one object per point.
 * Point i belongs to `series[index[i]]`. `seconds`, where given and not NaN, is the time that a gauge's
 * sample stands for.
 */
export interface PointColumns {
  readonly series: readonly Series[];
  readonly index: Int32Array;
  readonly time: BigInt64Array;
  readonly value: Float64Array;
  readonly seconds?: Float64Array;
}

/** The newest point of one series. */
export interface SeriesPoint {
  readonly series: Series;
  readonly time: Instant;
  readonly value: number;
}

/** A point that the store would not take, by its place in the batch, and why. */
export interface RefusedPoint {
  readonly at: number;
  readonly reason: string;
}
