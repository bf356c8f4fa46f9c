import type { Aggregate } from '../api/metric-query.ts';
import type { Instant } from '../lib/time.ts';
import { Percentile } from './percentile.ts';

/** Values that become one in several ways; NaN as long as there are none, except for count and sum. */
export class Aggregation {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #last: { readonly time: Instant; readonly value: number } | undefined;
  readonly #percentile: Percentile | undefined;

  /** More than a few numbers are kept only for the aggregates that need them. */
  constructor(aggregates: Iterable<Aggregate>) {
    this.#percentile = [...aggregates].includes('p95') ? new Percentile() : undefined;
  }

  add(time: Instant, value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#last === undefined || time >= this.#last.time) this.#last = { time, value };
    this.#percentile?.add(value);
  }

  get(aggregate: Aggregate): number {
    if (aggregate === 'count') return this.#count;
    if (aggregate === 'sum') return this.#sum;
    if (this.#last === undefined) return Number.NaN;
    switch (aggregate) {
      case 'mean':
        return this.#within(this.#sum / this.#count);
      case 'min':
        return this.#min;
      case 'max':
        return this.#max;
      case 'last':
        return this.#last.value;
      case 'p95':
        return this.#within(this.#percentile?.get(0.95) ?? Number.NaN);
    }
  }

  /** What is computed is rounded; none of it lies outside the values. */
  #within(value: number): number {
    return Math.min(Math.max(value, this.#min), this.#max);
  }
}
