import type { DatabaseSync } from 'node:sqlite';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import { arraysOf, type ArrayRow } from './array-rows.ts';
import { candidatesOf } from './find-series.ts';
import { newestColumns } from './newest-columns.ts';
import { shardsBetween } from './shard.ts';
import { snapshot } from './snapshot.ts';
import type { Candidates, CandidatesQuery } from './store-calls.ts';

/**
 * Series of jobs that may have a point in [since, until]. Of a settled one the newest point is found at once: it
 * lies just before its `live_until`.
 */
export function findCandidates(
  database: DatabaseSync,
  statements: StatementCache,
  query: CandidatesQuery,
): Candidates {
  return snapshot(database, () => {
    const shards = shardsBetween(statements, query.since, query.until + 1n);
    const newest: ArrayRow[] = [];
    const ids: number[] = [];
    for (const { id, liveUntil } of candidatesOf(statements, query)) {
      const time = liveUntil - 1n;
      const shard = shards.find(({ start, end }) => start <= time && time < end);
      const rows =
        shard === undefined || time > query.until
          ? []
          : arraysOf(
              statements.get(`SELECT series, time, value FROM ${shard.table} WHERE time = ? AND series = ?`),
              [time, id],
            );
      if (rows.length > 0) newest.push(...rows);
      else ids.push(id);
    }
    return { newest: newestColumns(newest), ids: Int32Array.from(ids) };
  });
}
