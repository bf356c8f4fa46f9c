import type { Millis } from '../lib/time.ts';

const RECENT = 4_096;
const BUCKETS: readonly Millis[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];

/** How late ticks were: counts since the start, for a histogram, and exact quantiles of the last 4,096. */
export class Lateness {
  readonly #recent: Millis[] = [];
  readonly #counts = BUCKETS.map(() => 0);
  #count = 0;
  #sum: Millis = 0;

  observe(late: Millis): void {
    const value = Math.max(0, late);
    this.#recent[this.#count % RECENT] = value;
    this.#count++;
    this.#sum += value;
    for (const [index, bound] of BUCKETS.entries())
      if (value <= bound) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Milliseconds in all. */
  get sum(): Millis {
    return this.#sum;
  }

  /** How many were at most so late; cumulative. */
  get buckets(): readonly { readonly le: Millis; readonly count: number }[] {
    return BUCKETS.map((le, index) => ({ le, count: this.#counts[index] ?? 0 }));
  }

  /** The lateness that the share `q` of the recent ticks did not exceed; 0 before the first. */
  quantile(q: number): Millis {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
  }
}
