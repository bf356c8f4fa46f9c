import type { Offset } from './slices.ts';

/** All times that a bound lies in: as they meet there, together they are one. */
class Reach {
  readonly #bound: Offset;
  #from: Offset;
  #to: Offset;

  constructor(bound: Offset) {
    this.#bound = bound;
    this.#from = bound;
    this.#to = bound;
  }

  get span(): readonly [from: Offset, to: Offset] {
    return [this.#from, this.#to];
  }

  add(from: Offset, to: Offset): void {
    if (from >= this.#bound || to <= this.#bound) return;
    if (from < this.#from) this.#from = from;
    if (to > this.#to) this.#to = to;
  }
}

/** Times that reach over the first or the last bound of a run. */
export class Reaches {
  readonly #first: Reach;
  readonly #last: Reach;

  constructor({ first, last }: { readonly first: Offset; readonly last: Offset }) {
    this.#first = new Reach(first);
    this.#last = new Reach(last);
  }

  /** Any time; it counts if one of the bounds lies in it. */
  add(from: Offset, to: Offset): void {
    this.#first.add(from, to);
    this.#last.add(from, to);
  }

  /** Merged, in order. */
  get spans(): readonly (readonly [from: Offset, to: Offset])[] {
    const [first, last] = [this.#first.span, this.#last.span];
    const spans = first[1] < last[0] ? [first, last] : [[first[0], Math.max(first[1], last[1])] as const];
    return spans.filter(([from, to]) => from < to);
  }
}
