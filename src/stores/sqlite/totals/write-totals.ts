import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import { AMOUNT_COLUMNS, AMOUNTS, SUMS } from './amount-columns.ts';
import { DAY, HOUR, startOf, WINDOW, type Grain } from './grains.ts';
import { codeOf } from './levels.ts';
import { ownerId } from './owners.ts';
import type { TotalsColumns } from './totals-chunks.ts';

/** An owner, and the starts of its rows that have changed, in seconds. */
interface Touched {
  readonly level: number;
  readonly id: number;
  readonly starts: Set<number>;
}

const UPSERT = `
  INSERT OR REPLACE INTO totals (level, starts, owner, ${AMOUNT_COLUMNS.join(', ')})
  VALUES (?, ?, ?, ${AMOUNT_COLUMNS.map(() => '?').join(', ')})`;

const UPSERT_HOUR = upsertSum(HOUR, WINDOW);
const UPSERT_DAY = upsertSum(DAY, HOUR);

/**
 * Upserts totals of windows and, in the same transaction, adds up anew each hour and each day that they lie in.
 * Adding a difference would be cheaper, but leaves behind the rounding of what was there before.
 */
export function writeTotals(statements: StatementCache, columns: TotalsColumns): void {
  const { owners, index, starts, amounts } = columns;
  const touched = owners.map((owner): Touched => ({
    level: codeOf(owner.level),
    id: ownerId(statements, owner),
    starts: new Set(),
  }));
  const upsert = statements.get(UPSERT);
  for (let row = 0; row < index.length; row++) {
    const owner = touched[index[row] ?? 0];
    const start = starts[row];
    if (owner === undefined || start === undefined) continue;
    upsert.run(owner.level, start, owner.id, ...amounts.subarray(row * AMOUNTS, (row + 1) * AMOUNTS));
    owner.starts.add(startOf(HOUR, start));
  }
  for (const { level, id, starts: hours } of touched) {
    for (const hour of hours) statements.get(UPSERT_HOUR).run(level, id, hour);
    for (const day of new Set([...hours].map((hour) => startOf(DAY, hour)))) {
      statements.get(UPSERT_DAY).run(level, id, day);
    }
  }
}

/** Adds up the rows of the finer grain: ?1 the level, ?2 the owner, ?3 the start. */
function upsertSum(grain: Grain, finer: Grain): string {
  const starts = Array.from(
    { length: grain.seconds / finer.seconds },
    (_, at) => `?3 + ${at * finer.seconds}`,
  );
  return `
    INSERT OR REPLACE INTO ${grain.table} (level, starts, owner, ${AMOUNT_COLUMNS.join(', ')})
    SELECT ?1, ?3, ?2, ${SUMS} FROM ${finer.table}
    WHERE level = ?1 AND owner = ?2 AND starts IN (${starts.join(', ')})`;
}
