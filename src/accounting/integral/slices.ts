import type { Instant } from '../../lib/time.ts';

/** Nanoseconds after a run's first bound, before it if negative: a double holds them exactly for 104 days. */
export type Offset = number;

/** Where the halves of a 64-bit number lie on this machine. */
const LOW = new Uint32Array(BigInt64Array.of(1n).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;

/** The slices of a run by number; what comes before the first is -1, what comes after the last is `count`. */
export class Slices {
  readonly count: number;
  /** The last bound; the first is 0. */
  readonly last: Offset;
  readonly #origin: Instant;
  /** Its halves. */
  readonly #high: number;
  readonly #low: number;
  /** The bounds between two infinities, so that every time has its place. */
  readonly #edges: Float64Array;

  constructor(bounds: readonly Instant[]) {
    this.#origin = bounds[0] ?? 0n;
    this.#high = Number(this.#origin >> 32n);
    this.#low = Number(BigInt.asUintN(32, this.#origin));
    const offsets = bounds.map((bound) => this.offset(bound));
    this.#edges = Float64Array.of(Number.NEGATIVE_INFINITY, ...offsets, Number.POSITIVE_INFINITY);
    this.count = offsets.length - 1;
    this.last = offsets.at(-1) ?? 0;
  }

  offset(time: Instant): Offset {
    return Number(time - this.#origin);
  }

  /**
   * The offsets of times, into `offsets`. Takes each time by its halves: as exact as BigInts, and eight times as fast.
   */
  offsets(times: BigInt64Array, offsets: Float64Array): void {
    const high = new Int32Array(times.buffer, times.byteOffset, 2 * times.length);
    const low = new Uint32Array(times.buffer, times.byteOffset, 2 * times.length);
    for (let at = 0; at < times.length; at++) {
      const upper = (high[2 * at + HIGH] ?? 0) - this.#high;
      offsets[at] = upper * 2 ** 32 + ((low[2 * at + LOW] ?? 0) - this.#low);
    }
  }

  instant(offset: Offset): Instant {
    return this.#origin + BigInt(offset);
  }

  start(slice: number): Offset {
    return this.#edges[slice + 1] ?? Number.NaN;
  }

  end(slice: number): Offset {
    return this.start(slice + 1);
  }

  /** The slice with start <= offset < end. */
  at(offset: Offset): number {
    let low = 0;
    let high = this.#edges.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#edges[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low - 1;
  }
}
