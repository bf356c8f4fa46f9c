import { none } from '../amounts.ts';
import type { Amounts } from '../totals.ts';
import type { Offset, Slices } from './slices.ts';

type Sums = { -readonly [K in keyof Amounts]: Amounts[K] };

/** Where a rate goes: each nanosecond of it adds `rate / per` to the column. */
export interface Column {
  readonly name: Exclude<keyof Amounts, 'count'>;
  readonly per: number;
}

/** Amounts of each slice. */
export class SliceSums {
  readonly #slices: Slices;
  readonly #sums = new Map<number, Sums>();

  constructor(slices: Slices) {
    this.#slices = slices;
  }

  /** Only of slices in which there is something. */
  get amounts(): ReadonlyMap<number, Amounts> {
    const filled = [...this.#sums].filter(([, sums]) => Object.values(sums).some((value) => value !== 0));
    return new Map(filled.toSorted(([a], [b]) => a - b));
  }

  /** Adds a rate that held from one time to another, to each slice its part. */
  spread({ name, per }: Column, from: Offset, to: Offset, rate: number): void {
    let start = from;
    for (let slice = this.#slices.at(from); start < to; slice++) {
      const end = Math.min(to, this.#slices.end(slice));
      const sums = this.#of(slice);
      if (sums !== undefined) sums[name] += (rate * (end - start)) / per;
      start = end;
    }
  }

  /** Adds to one slice; what is outside all slices is dropped. */
  add({ name, per }: Column, slice: number, sum: number, count: number): void {
    const sums = this.#of(slice);
    if (sums === undefined) return;
    sums[name] += sum / per;
    sums.count += count;
  }

  #of(slice: number): Sums | undefined {
    if (slice < 0 || slice >= this.#slices.count) return undefined;
    const known = this.#sums.get(slice);
    if (known !== undefined) return known;
    const sums = { ...none };
    this.#sums.set(slice, sums);
    return sums;
  }
}
