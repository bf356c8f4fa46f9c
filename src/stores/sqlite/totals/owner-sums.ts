import type { Amounts } from '../../../accounting/totals.ts';
import { AMOUNTS, amountsAt } from './amount-columns.ts';
import type { SumStep } from './sum-step.ts';

/** Sums by the id of their owner, gathered step by step. */
export class OwnerSums {
  readonly #places = new Map<number, number>();
  #amounts = new Float64Array(1_024 * AMOUNTS);

  get owners(): readonly number[] {
    return [...this.#places.keys()];
  }

  add({ owners, amounts }: SumStep): void {
    for (const [row, owner] of owners.entries()) {
      const to = this.#placeOf(owner) * AMOUNTS;
      const from = row * AMOUNTS;
      for (let at = 0; at < AMOUNTS; at++) {
        this.#amounts[to + at] = (this.#amounts[to + at] ?? 0) + (amounts[from + at] ?? 0);
      }
    }
  }

  of(owner: number): Amounts {
    return amountsAt(this.#amounts, this.#placeOf(owner));
  }

  #placeOf(owner: number): number {
    const known = this.#places.get(owner);
    if (known !== undefined) return known;
    const place = this.#places.size;
    this.#places.set(owner, place);
    if (place * AMOUNTS === this.#amounts.length) this.#grow();
    return place;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#amounts.length);
    larger.set(this.#amounts);
    this.#amounts = larger;
  }
}
