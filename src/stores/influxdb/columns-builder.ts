import type { PointColumns, Series } from '../../accounting/points.ts';
import type { Instant } from '../../lib/time.ts';

/** Points on their way into columns of bounded length. */
export class ColumnsBuilder {
  readonly #series: Series[] = [];
  readonly #index: Int32Array;
  readonly #time: BigInt64Array;
  readonly #value: Float64Array;
  readonly #seconds: Float64Array;
  #length = 0;

  constructor(room: number) {
    this.#index = new Int32Array(room);
    this.#time = new BigInt64Array(room);
    this.#value = new Float64Array(room);
    this.#seconds = new Float64Array(room);
  }

  get empty(): boolean {
    return this.#length === 0;
  }

  get full(): boolean {
    return this.#length === this.#index.length;
  }

  add(series: Series, time: Instant, value: number, seconds: number): void {
    if (this.#series.at(-1) !== series) this.#series.push(series);
    this.#index[this.#length] = this.#series.length - 1;
    this.#time[this.#length] = time;
    this.#value[this.#length] = value;
    this.#seconds[this.#length] = seconds;
    this.#length++;
  }

  build(): PointColumns {
    return {
      series: this.#series,
      index: this.#index.subarray(0, this.#length),
      time: this.#time.subarray(0, this.#length),
      value: this.#value.subarray(0, this.#length),
      seconds: this.#seconds.subarray(0, this.#length),
    };
  }
}
