import type { Instant } from '../lib/time.ts';
import type { PointColumns, Series } from './points.ts';

/** Gathers points into columns. */
export class PointsBuilder {
  readonly #series: Series[] = [];
  #time: BigInt64Array<ArrayBuffer>;
  #value: Float64Array<ArrayBuffer>;
  #seconds: Float64Array<ArrayBuffer>;

  /** `expected`: how many points, about; there is room for more. */
  constructor(expected = 16) {
    const room = Math.max(1, expected);
    this.#time = new BigInt64Array(room);
    this.#value = new Float64Array(room);
    this.#seconds = new Float64Array(room);
  }

  get length(): number {
    return this.#series.length;
  }

  /** `seconds`: the time that the value stands for, if it stands for any. */
  add(series: Series, time: Instant, value: number, seconds = Number.NaN): void {
    const at = this.#series.push(series) - 1;
    if (at === this.#time.length) this.#grow();
    this.#time[at] = time;
    this.#value[at] = value;
    this.#seconds[at] = seconds;
  }

  columns(): PointColumns {
    const { length } = this;
    return {
      series: this.#series,
      index: Int32Array.from(this.#series.keys()),
      time: this.#time.subarray(0, length),
      value: this.#value.subarray(0, length),
      seconds: this.#seconds.subarray(0, length),
    };
  }

  #grow(): void {
    const [time, value, seconds] = [this.#time, this.#value, this.#seconds];
    this.#time = new BigInt64Array(2 * time.length);
    this.#time.set(time);
    this.#value = new Float64Array(2 * value.length);
    this.#value.set(value);
    this.#seconds = new Float64Array(2 * seconds.length);
    this.#seconds.set(seconds);
  }
}
