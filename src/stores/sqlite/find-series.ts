import { integerIn, textIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import { arraysOf, bigintAt, numberAt } from './array-rows.ts';
import type { CandidatesQuery, StoredSeries } from './store-calls.ts';

/** Definitions of series by id; those that are gone are left out. */
export function describeSeries(statements: StatementCache, ids: readonly number[]): readonly StoredSeries[] {
  const statement = statements.get('SELECT measurement, tags, first_time FROM series WHERE id = ?');
  return ids.flatMap((id): StoredSeries[] => {
    const row = statement.get(id);
    if (row === undefined) return [];
    return [[id, textIn(row, 'measurement'), textIn(row, 'tags'), integerIn(row, 'first_time')]];
  });
}

/** A series that may have points in a period; none lies at or after `liveUntil`. */
export interface Candidate {
  readonly id: number;
  readonly liveUntil: Instant;
}

/** Series of a measurement and some jobs that may have points in [since, until]. */
export function candidatesOf(
  statements: StatementCache,
  { measurement, jobs, since, until }: CandidatesQuery,
): readonly Candidate[] {
  const statement = statements.get(
    `SELECT id, live_until FROM series
     WHERE namespace = ? AND job = ? AND measurement = ? AND live_until > ? AND first_time <= ?`,
  );
  return jobs.flatMap(([namespace, job]) =>
    arraysOf(statement, [namespace, job, measurement, since, until]).map((row) => ({
      id: numberAt(row, 0),
      liveUntil: bigintAt(row, 1),
    })),
  );
}

/** Those of some series that carry all the tags given. */
export function carrying(
  statements: StatementCache,
  ids: readonly number[],
  match: Readonly<Record<string, string>>,
): readonly number[] {
  const wanted = Object.entries(match);
  if (wanted.length === 0) return ids;
  const statement = statements.get('SELECT tags FROM series WHERE id = ?');
  return ids.filter((id) => {
    const row = statement.get(id);
    if (row === undefined) return false;
    const tags: Readonly<Record<string, string>> = JSON.parse(textIn(row, 'tags'));
    return wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value);
  });
}
