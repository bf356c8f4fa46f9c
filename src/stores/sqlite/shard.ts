import { integerIn } from '../../lib/sqlite/columns.ts';
import type { Row } from '../../lib/sqlite/sqlite-file.ts';
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
  const id = integerIn(row, 'id');
  return {
    id: Number(id),
    table: `points_${id}`,
    start: integerIn(row, 'starts'),
    end: integerIn(row, 'ends'),
  };
}
