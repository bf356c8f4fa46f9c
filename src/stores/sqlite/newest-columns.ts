import { bigintAt, numberAt, type ArrayRow } from './array-rows.ts';
import type { NewestColumns } from './store-calls.ts';

/** Rows of series, time, value. */
export function newestColumns(rows: readonly ArrayRow[]): NewestColumns {
  return {
    ids: Int32Array.from(rows, (row) => numberAt(row, 0)),
    time: BigInt64Array.from(rows, (row) => bigintAt(row, 1)),
    value: Float64Array.from(rows, (row) => numberAt(row, 2)),
  };
}
