import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { Row } from '../../lib/sqlite/sqlite-file.ts';
import type { Instant } from '../../lib/time.ts';
import type { NewestColumns } from './store-calls.ts';

/** Newest points of series, met while walking back in time. */
export class NewestPoints {
  readonly #points = new Map<number, { readonly time: Instant; readonly value: number }>();

  get count(): number {
    return this.#points.size;
  }

  meet(row: Row): void {
    const series = numberIn(row, 'series');
    if (this.#points.has(series)) return;
    this.#points.set(series, { time: integerIn(row, 'time'), value: numberIn(row, 'value') });
  }

  columns(): NewestColumns {
    const points = [...this.#points.values()];
    return {
      ids: Int32Array.from(this.#points.keys()),
      time: BigInt64Array.from(points, ({ time }) => time),
      value: Float64Array.from(points, ({ value }) => value),
    };
  }
}
