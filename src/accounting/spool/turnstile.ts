interface Waiter {
  readonly points: number;
  readonly pass: () => void;
}

/**
 * Holds new points back while those that wait go to the store, so that there are less and less of them: writers
 * that are told at once that their points are kept could go on faster than the store takes them.
 */
export class Turnstile {
  #closed = false;
  #waiting: Waiter[] = [];
  /** Points that may pass; below zero after a large batch. */
  #budget = 0;

  /** Resolves when so many points may go on; undefined: they may at once. */
  turn(points: number): Promise<void> | undefined {
    if (!this.#closed) return undefined;
    return new Promise((pass) => {
      this.#waiting.push({ points, pass });
    });
  }

  close(): void {
    if (!this.#closed) this.#budget = 0;
    this.#closed = true;
  }

  /** Lets so many points pass, in the order they came. What nobody uses now is not kept for later. */
  grant(points: number): void {
    this.#budget = Math.min(this.#budget, 0) + points;
    while (this.#budget > 0) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#budget -= next.points;
      next.pass();
    }
  }

  /** Lets all pass, from now on. */
  open(): void {
    this.#closed = false;
    for (const { pass } of this.#waiting.splice(0)) pass();
  }
}
