import type { Millis } from './time.ts';

/** How many durations were at most so long, since the start. */
export class DurationHistogram {
  readonly #bounds: readonly Millis[];
  readonly #counts: number[];
  #count = 0;
  #sum: Millis = 0;

  /** `bounds`: ascending. */
  constructor(bounds: readonly Millis[]) {
    this.#bounds = bounds;
    this.#counts = bounds.map(() => 0);
  }

  observe(duration: Millis): void {
    this.#count++;
    this.#sum += duration;
    for (const [index, bound] of this.#bounds.entries())
      if (duration <= bound) this.#counts[index] = (this.#counts[index] ?? 0) + 1;
  }

  get count(): number {
    return this.#count;
  }

  /** Milliseconds in all. */
  get sum(): Millis {
    return this.#sum;
  }

  /** Cumulative; the last bound may be exceeded. */
  get buckets(): readonly { readonly le: Millis; readonly count: number }[] {
    return this.#bounds.map((le, index) => ({ le, count: this.#counts[index] ?? 0 }));
  }
}
