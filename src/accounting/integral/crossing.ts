import type { Offset } from './slices.ts';

/** The two points of a process between which a bound lies. */
export class Crossing {
  readonly #bound: Offset;
  #before: Offset = Number.NEGATIVE_INFINITY;
  #after: Offset = Number.POSITIVE_INFINITY;

  constructor(bound: Offset) {
    this.#bound = bound;
  }

  get from(): Offset {
    return this.#before;
  }

  get to(): Offset {
    return this.#after;
  }

  /** Whether they are one link: no point is at the bound itself, and they are not further apart than `horizon`. */
  linked(horizon: Offset): boolean {
    return this.#before < this.#bound && this.#after - this.#before <= horizon;
  }

  meet(time: Offset): void {
    if (time <= this.#bound && time > this.#before) this.#before = time;
    if (time >= this.#bound && time < this.#after) this.#after = time;
  }
}
