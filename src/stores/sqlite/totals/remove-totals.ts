import { numberIn } from '../../../lib/sqlite/columns.ts';
import type { Row } from '../../../lib/sqlite/sqlite-file.ts';
import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import { DAY, HOUR, WINDOW, type Grain } from './grains.ts';
import { LEVEL_CODES } from './levels.ts';

/** What goes in one step: marks, or one day of so many owners, or owners: a few milliseconds. */
const MARKS = 5_000;
const OWNERS = 40;
const FORGOTTEN = 1_000;

/**
 * Removes totals of days before that one, which starts at so many seconds, a step at a time; each leaves windows,
 * hours and days in agreement. Tells whether there is more to do. Marks go first: none is left without its totals.
 */
export function removeTotals(statements: StatementCache, before: number): boolean {
  return (
    removeMarks(statements, before) ||
    LEVEL_CODES.some((level) => removeOwners(statements, level, before)) ||
    forgetOwners(statements, before)
  );
}

function removeMarks(statements: StatementCache, before: number): boolean {
  const { changes } = statements
    .get('DELETE FROM windows WHERE starts IN (SELECT starts FROM windows WHERE starts < ? LIMIT ?)')
    .run(before, MARKS);
  return changes > 0;
}

function removeOwners(statements: StatementCache, level: number, before: number): boolean {
  const rows = statements
    .get('SELECT starts, owner FROM day_totals WHERE level = ? AND starts < ? ORDER BY starts, owner LIMIT ?')
    .all(level, before, OWNERS);
  const [first] = rows;
  if (first === undefined) return false;
  const day = numberIn(first, 'starts');
  const sameDay = rows.filter((row) => numberIn(row, 'starts') === day);
  const [from, to] = [ownerOf(first), ownerOf(sameDay.at(-1) ?? first)];
  for (const grain of [WINDOW, HOUR, DAY]) {
    statements.get(deleteDay(grain)).run(level, day, from, to);
  }
  return true;
}

function ownerOf(row: Row): number {
  return numberIn(row, 'owner');
}

function forgetOwners(statements: StatementCache, before: number): boolean {
  const { changes } = statements
    .get('DELETE FROM owners WHERE id IN (SELECT id FROM owners WHERE last_day < ? LIMIT ?)')
    .run(before, FORGOTTEN);
  return changes > 0;
}

/** One day of owners that follow each other: ?1 the level, ?2 the day's start, ?3 and ?4 the first and the last owner. */
function deleteDay({ table, seconds }: Grain): string {
  const starts = Array.from({ length: DAY.seconds / seconds }, (_, at) => `?2 + ${at * seconds}`);
  return `DELETE FROM ${table} WHERE level = ?1 AND starts IN (${starts.join(', ')}) AND owner BETWEEN ?3 AND ?4`;
}
