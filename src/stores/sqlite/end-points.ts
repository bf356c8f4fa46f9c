import type { DatabaseSync } from 'node:sqlite';
import { integerIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import { shardsBetween, type Shard } from './shard.ts';
import { snapshot } from './snapshot.ts';

/** Before and after every time that a point may have. */
const FIRST_TIME = -(2n ** 63n);
const LAST_TIME = 2n ** 63n - 1n;

export function oldestPoint(database: DatabaseSync, statements: StatementCache): Instant | undefined {
  return endPoint(database, statements, 'ASC', (shards) => shards);
}

export function newestPoint(database: DatabaseSync, statements: StatementCache): Instant | undefined {
  return endPoint(database, statements, 'DESC', (shards) => shards.toReversed());
}

function endPoint(
  database: DatabaseSync,
  statements: StatementCache,
  direction: 'ASC' | 'DESC',
  order: (shards: readonly Shard[]) => readonly Shard[],
): Instant | undefined {
  return snapshot(database, () => {
    for (const { table } of order(shardsBetween(statements, FIRST_TIME, LAST_TIME))) {
      const row = statements.get(`SELECT time FROM ${table} ORDER BY time ${direction} LIMIT 1`).get();
      if (row !== undefined) return integerIn(row, 'time');
    }
    return undefined;
  });
}
