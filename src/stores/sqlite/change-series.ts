import { FatalError } from '../../lib/errors.ts';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import type { FoundSeries, SeriesDefinition, SettleTask } from './store-calls.ts';

/** Series removed in one step, some 10 ms. */
const EXPIRED = 1_000;

const UPSERT = `
  INSERT INTO series (measurement, tags, namespace, job, first_time, live_until) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (measurement, tags) DO UPDATE
  SET first_time = min(first_time, excluded.first_time), live_until = max(live_until, excluded.live_until)
  RETURNING id, first_time`;

export function upsertSeries(
  statements: StatementCache,
  { measurement, tags, namespace, job, firstTime, liveUntil }: SeriesDefinition,
): FoundSeries {
  const row = statements.get(UPSERT).get(measurement, tags, namespace, job, firstTime, liveUntil);
  if (row === undefined) throw new FatalError('sqlite', 'a series was written, but not given back');
  return [numberIn(row, 'id'), integerIn(row, 'first_time')];
}

export function settleSeries(statements: StatementCache, { ids, liveUntil }: SettleTask): void {
  const update = statements.get('UPDATE series SET live_until = ? WHERE id = ?');
  for (const [at, id] of ids.entries()) update.run(liveUntil[at] ?? 0n, id);
}

/** Removes some of the series that have no points at or after `kept`; tells whether there may be more. */
export function expireSeries(statements: StatementCache, kept: Instant): boolean {
  const { changes } = statements
    .get('DELETE FROM series WHERE id IN (SELECT id FROM series WHERE live_until <= ? LIMIT ?)')
    .run(kept, EXPIRED);
  return Number(changes) === EXPIRED;
}
