import { integerIn, numberIn, textIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import type { StoredSeries } from './store-calls.ts';

/** Definitions of series by id; those that are gone are left out. */
export function describeSeries(statements: StatementCache, ids: readonly number[]): readonly StoredSeries[] {
  const statement = statements.get('SELECT measurement, tags FROM series WHERE id = ?');
  return ids.flatMap((id): StoredSeries[] => {
    const row = statement.get(id);
    return row === undefined ? [] : [[id, textIn(row, 'measurement'), textIn(row, 'tags')]];
  });
}

/** Ids of a measurement's series that carry all the tags given and may have points at or after `since`. */
export function matchingSeries(
  statements: StatementCache,
  {
    measurement,
    match,
    since,
  }: { measurement: string; match: Readonly<Record<string, string>>; since: Instant },
): readonly number[] {
  const rows = statements
    .get(
      `SELECT id, tags FROM series
       WHERE measurement = ?1 AND live_until > ?2
         AND (?3 IS NULL OR namespace = ?3) AND (?4 IS NULL OR job = ?4)`,
    )
    .all(measurement, since, match['namespace_name'] ?? null, match['container_name'] ?? null);
  const wanted = Object.entries(match);
  return rows
    .filter((row) => {
      const tags: Readonly<Record<string, string>> = JSON.parse(textIn(row, 'tags'));
      return wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
    })
    .map((row) => numberIn(row, 'id'));
}

/** Ids of a measurement's series of one job that may have points at or after `since`. */
export function seriesOfJob(
  statements: StatementCache,
  o: { measurement: string; namespace: string; job: string; since: Instant },
): readonly number[] {
  return statements
    .get('SELECT id FROM series WHERE namespace = ? AND job = ? AND measurement = ? AND live_until > ?')
    .all(o.namespace, o.job, o.measurement, o.since)
    .map((row) => Number(integerIn(row, 'id')));
}
