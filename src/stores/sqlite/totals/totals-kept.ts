import { numberIn } from '../../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import { LEVEL_CODES } from './levels.ts';

export interface TotalsKept {
  /** The first and the last window that have totals, in seconds; undefined if none has. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  readonly marks: number;
}

/** What there is of totals, told without counting them. */
export function totalsKept(statements: StatementCache): TotalsKept {
  const ends = LEVEL_CODES.flatMap((level) => {
    const first = statements
      .get('SELECT starts FROM totals WHERE level = ? ORDER BY starts LIMIT 1')
      .get(level);
    const last = statements
      .get('SELECT starts FROM totals WHERE level = ? ORDER BY starts DESC LIMIT 1')
      .get(level);
    return [first, last].flatMap((row) => (row === undefined ? [] : [numberIn(row, 'starts')]));
  });
  const marks = statements.get('SELECT count(*) AS n FROM windows').get();
  return {
    first: ends.length === 0 ? undefined : Math.min(...ends),
    last: ends.length === 0 ? undefined : Math.max(...ends),
    marks: marks === undefined ? 0 : numberIn(marks, 'n'),
  };
}
