import type { Instant } from '../lib/time.ts';
import type { PointColumns, Series } from './points.ts';

/** Gathers points into columns. */
export class PointsBuilder {
  readonly #series: Series[] = [];
  readonly #time: Instant[] = [];
  readonly #value: number[] = [];
  readonly #seconds: number[] = [];

  get length(): number {
    return this.#time.length;
  }

  /** `seconds`: the time that the value stands for, if it stands for any. */
  add(series: Series, time: Instant, value: number, seconds = Number.NaN): void {
    this.#series.push(series);
    this.#time.push(time);
    this.#value.push(value);
    this.#seconds.push(seconds);
  }

  columns(): PointColumns {
    return {
      series: this.#series,
      index: Int32Array.from(this.#series.keys()),
      time: BigInt64Array.from(this.#time),
      value: Float64Array.from(this.#value),
      seconds: Float64Array.from(this.#seconds),
    };
  }
}
