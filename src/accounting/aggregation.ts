import type { Aggregate } from '../api/metric-query.ts';
import type { Instant } from '../lib/time.ts';

/** Values that become one in several ways; NaN as long as there are none, except for count and sum. */
export class Aggregation {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #last: { readonly time: Instant; readonly value: number } | undefined;
  readonly #values: number[] | undefined;

  /** Values are kept one by one only for the aggregates that need them. */
  constructor(aggregates: Iterable<Aggregate>) {
    this.#values = [...aggregates].includes('p95') ? [] : undefined;
  }

  add(time: Instant, value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#last === undefined || time >= this.#last.time) this.#last = { time, value };
    this.#values?.push(value);
  }

  get(aggregate: Aggregate): number {
    if (aggregate === 'count') return this.#count;
    if (aggregate === 'sum') return this.#sum;
    if (this.#last === undefined) return Number.NaN;
    switch (aggregate) {
      case 'mean':
        // the sum is rounded; a mean never lies outside its values
        return Math.min(Math.max(this.#sum / this.#count, this.#min), this.#max);
      case 'min':
        return this.#min;
      case 'max':
        return this.#max;
      case 'last':
        return this.#last.value;
      case 'p95':
        return nearestRank(this.#values ?? [], 0.95);
    }
  }
}

/** The smallest value that at least this share of the values does not exceed. */
function nearestRank(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).toSorted();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
