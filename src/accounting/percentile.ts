/** Values kept one by one; four hours of samples every 15 seconds are fewer. */
const EXACT = 1_000;
/** A bucket's values differ from what stands for them by at most this share. */
const ERROR = 0.005;
const STEP = Math.log((1 + ERROR) / (1 - ERROR));

/**
 * Finds the smallest value that at least a share of all values does not exceed. Exact for up to 1,000 values; of more
 * only their numbers in buckets are kept, so that memory does not grow with them, and the answer is within 0.5 %.
 */
export class Percentile {
  #values: number[] | undefined = [];
  /** How many values are in each bucket: one more for each 1 % that a value is further from 0. */
  readonly #above = new Map<number, number>();
  readonly #below = new Map<number, number>();
  #zeros = 0;
  #count = 0;

  add(value: number): void {
    this.#count++;
    if (this.#values === undefined) {
      this.#put(value);
      return;
    }
    this.#values.push(value);
    if (this.#values.length <= EXACT) return;
    for (const kept of this.#values) this.#put(kept);
    this.#values = undefined;
  }

  /** NaN as long as there are no values. */
  get(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    if (this.#values !== undefined) return Float64Array.from(this.#values).toSorted()[rank - 1] ?? Number.NaN;
    let passed = 0;
    for (const [value, count] of this.#buckets()) {
      passed += count;
      if (passed >= rank) return value;
    }
    return Number.NaN;
  }

  #put(value: number): void {
    if (value === 0) {
      this.#zeros++;
      return;
    }
    const counts = value > 0 ? this.#above : this.#below;
    const bucket = Math.ceil(Math.log(Math.abs(value)) / STEP);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }

  /** What stands for the values of each bucket, in their order, and how many they are. */
  *#buckets(): Generator<readonly [value: number, count: number]> {
    for (const [bucket, count] of [...this.#below].toSorted(([a], [b]) => b - a))
      yield [-middleOf(bucket), count];
    yield [0, this.#zeros];
    for (const [bucket, count] of [...this.#above].toSorted(([a], [b]) => a - b))
      yield [middleOf(bucket), count];
  }
}

function middleOf(bucket: number): number {
  return Math.exp(bucket * STEP) * (1 - ERROR);
}
