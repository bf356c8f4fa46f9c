import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import { numberIn } from '../../../lib/sqlite/columns.ts';
import { arraysOf, numberAt } from '../array-rows.ts';
import { AMOUNTS, SUMS } from './amount-columns.ts';
import type { PeriodPart } from './period-parts.ts';

/** Rows added up in one step, some 10 ms. */
const ROWS = 15_000;

/** A place in the order of a grain's rows of one level. */
export interface TotalsPlace {
  readonly starts: number;
  readonly owner: number;
}

export interface SumQuery {
  readonly level: number;
  readonly part: PeriodPart;
  /** What has been added up; absent at first. */
  readonly after?: TotalsPlace;
}

/** Sums of some rows by the id of their owner, eight amounts each, and where to go on. */
export interface SumStep {
  readonly owners: Int32Array<ArrayBuffer>;
  readonly amounts: Float64Array<ArrayBuffer>;
  readonly next?: TotalsPlace;
}

/** Adds up a limited number of rows, so that others who read need not wait. */
export function sumStep(
  statements: StatementCache,
  { level, part: { table, from, to }, after = { starts: from, owner: 0 } }: SumQuery,
): SumStep {
  const last = statements
    .get(
      `SELECT starts, owner FROM ${table} WHERE level = ? AND (starts, owner) > (?, ?) AND starts < ?
       ORDER BY starts, owner LIMIT 1 OFFSET ${ROWS - 1}`,
    )
    .get(level, after.starts, after.owner, to);
  const next = last && { starts: numberIn(last, 'starts'), owner: numberIn(last, 'owner') };
  const end = next ?? { starts: to, owner: 0 };
  const rows = arraysOf(
    statements.get(
      `SELECT owner, ${SUMS} FROM ${table}
       WHERE level = ? AND (starts, owner) > (?, ?) AND (starts, owner) <= (?, ?) GROUP BY owner`,
    ),
    [level, after.starts, after.owner, end.starts, end.owner],
  );
  const owners = Int32Array.from(rows, (row) => numberAt(row, 0));
  const amounts = new Float64Array(rows.length * AMOUNTS);
  for (const [place, row] of rows.entries()) {
    for (let at = 0; at < AMOUNTS; at++) amounts[place * AMOUNTS + at] = numberAt(row, at + 1);
  }
  return { owners, amounts, ...(next && { next }) };
}
