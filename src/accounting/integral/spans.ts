import type { Offset } from './slices.ts';

/** Times from one offset to another, in any order; they may overlap. */
export class Spans {
  /** Starts at even places, each followed by its end. */
  readonly #ends: Offset[] = [];

  get count(): number {
    return this.#ends.length / 2;
  }

  add(from: Offset, to: Offset): void {
    this.#ends.push(from, to);
  }

  from(at: number): Offset {
    return this.#ends[2 * at] ?? Number.NaN;
  }

  to(at: number): Offset {
    return this.#ends[2 * at + 1] ?? Number.NaN;
  }

  /** In a union: the first span that ends later than this. */
  endingAfter(time: Offset): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.to(middle) > time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  *[Symbol.iterator](): Generator<readonly [from: Offset, to: Offset]> {
    for (let at = 0; at < this.count; at++) yield [this.from(at), this.to(at)];
  }

  /**
   * The same times, with all gaps up to `gap` filled, as spans that do not touch, in their order. Where a gap
   * begins, as many spans have ended as had begun: so starts and ends may be sorted each by themselves.
   */
  union(gap: Offset = 0): Spans {
    const union = new Spans();
    if (this.count === 0) return union;
    const from = this.#sorted(0);
    const to = this.#sorted(1);
    let start = from[0] ?? 0;
    for (let at = 1; at < from.length; at++) {
      const end = to[at - 1] ?? 0;
      const next = from[at] ?? 0;
      if (next - end <= gap) continue;
      union.add(start, end);
      start = next;
    }
    union.add(start, to.at(-1) ?? 0);
    return union;
  }

  /** All starts (0) or all ends (1). */
  #sorted(which: 0 | 1): Float64Array {
    const ends = new Float64Array(this.count);
    for (let at = 0; at < ends.length; at++) ends[at] = this.#ends[2 * at + which] ?? 0;
    return ends.toSorted();
  }
}
