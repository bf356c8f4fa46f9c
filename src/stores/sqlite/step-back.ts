import type { DatabaseSync } from 'node:sqlite';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { Row } from '../../lib/sqlite/sqlite-file.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import { shardOf, type Shard } from './shard.ts';
import type { Place } from './store-calls.ts';

/** Points looked at before a caller may do something else; about 20 ms. */
const POINTS_A_STEP = 20_000;

/** Shards that hold times in [from, to), oldest first. */
export function shardsBetween(statements: StatementCache, from: Instant, to: Instant): readonly Shard[] {
  return statements
    .get('SELECT id, starts, ends FROM shards WHERE starts < ? AND ends > ? ORDER BY starts')
    .all(to, from)
    .map(shardOf);
}

/**
 * Takes one step back from `before`: gives the rows met, newest first, and the place to go on from unless
 * `since` is reached.
 */
export function stepBack(
  database: DatabaseSync,
  statements: StatementCache,
  before: Place,
  since: Instant,
): { readonly rows: readonly Row[]; readonly next?: Place } {
  const rows: Row[] = [];
  // one snapshot: a shard listed here is not dropped before it is read
  database.exec('BEGIN');
  try {
    for (const { table } of shardsBetween(statements, since, before.time + 1n).toReversed()) {
      const sql = `SELECT time, series, value FROM ${table} WHERE (time, series) < (?, ?) AND time >= ? ORDER BY time DESC, series DESC LIMIT ?`;
      rows.push(...statements.get(sql).all(before.time, before.series, since, POINTS_A_STEP - rows.length));
      if (rows.length >= POINTS_A_STEP) break;
    }
  } finally {
    database.exec('COMMIT');
  }
  const last = rows.at(-1);
  if (last === undefined || rows.length < POINTS_A_STEP) return { rows };
  return { rows, next: { time: integerIn(last, 'time'), series: numberIn(last, 'series') } };
}
