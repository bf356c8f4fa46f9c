/** A table of numbers that grows row by row: many of its rows are one object, which the garbage collector passes by. */
export class Rows {
  readonly #fresh: readonly number[];
  readonly #width: number;
  #cells: Float64Array;
  #count = 0;

  /** `fresh`: what a new row holds. */
  constructor(fresh: readonly number[]) {
    this.#fresh = fresh;
    this.#width = fresh.length;
    this.#cells = new Float64Array(64 * fresh.length);
  }

  get count(): number {
    return this.#count;
  }

  /** The number of the new row. */
  add(): number {
    const at = this.#count * this.#width;
    if (at === this.#cells.length) {
      const cells = new Float64Array(2 * at);
      cells.set(this.#cells);
      this.#cells = cells;
    }
    this.#cells.set(this.#fresh, at);
    return this.#count++;
  }

  get(row: number, column: number): number {
    return this.#cells[row * this.#width + column] ?? Number.NaN;
  }

  set(row: number, column: number, value: number): void {
    this.#cells[row * this.#width + column] = value;
  }
}
