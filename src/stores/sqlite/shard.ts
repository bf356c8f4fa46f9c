import { integerIn } from '../../lib/sqlite/columns.ts';
import type { Row } from '../../lib/sqlite/sqlite-file.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';

/** One table of points, those in [start, end). Shards do not overlap. */
export interface Shard {
  readonly id: number;
  readonly table: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** A row of the table `shards`. */
export function shardOf(row: Row): Shard {
  const id = Number(integerIn(row, 'id'));
  return { id, table: tableOf(id), start: integerIn(row, 'starts'), end: integerIn(row, 'ends') };
}

export function tableOf(shard: number): string {
  return `points_${shard}`;
}

/** Shards that hold times in [from, to), oldest first. */
export function shardsBetween(statements: StatementCache, from: Instant, to: Instant): readonly Shard[] {
  return statements
    .get('SELECT id, starts, ends FROM shards WHERE starts < ? AND ends > ? ORDER BY starts')
    .all(to, from)
    .map(shardOf);
}
