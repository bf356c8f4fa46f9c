import { DurationHistogram } from '../lib/duration-histogram.ts';
import type { Millis } from '../lib/time.ts';

const RECENT = 4_096;
const BUCKETS: readonly Millis[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000];

/** How late ticks were: counts since the start, for a histogram, and exact quantiles of the last 4,096. */
export class Lateness extends DurationHistogram {
  readonly #recent: Millis[] = [];

  constructor() {
    super(BUCKETS);
  }

  override observe(late: Millis): void {
    const value = Math.max(0, late);
    this.#recent[this.count % RECENT] = value;
    super.observe(value);
  }

  /** The lateness that the share `q` of the recent ticks did not exceed; 0 before the first. */
  quantile(q: number): Millis {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
  }
}
