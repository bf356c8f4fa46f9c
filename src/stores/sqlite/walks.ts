import type { DatabaseSync } from 'node:sqlite';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../lib/time.ts';
import { arraysOf } from './array-rows.ts';
import { newestColumns } from './newest-columns.ts';
import { shardsBetween, type Shard } from './shard.ts';
import { snapshot } from './snapshot.ts';
import type { Place, WalkQuery, WalkStep } from './store-calls.ts';

/** Points looked at in one step, some 10 ms. */
const POINTS = 15_000;
const BEFORE_ALL_SERIES = -1;
const AFTER_ALL_SERIES = 2 ** 31;
/** The latest time that a point may have. */
const LATEST: Instant = 2n ** 63n - 2n;

interface Walk {
  readonly since: Instant;
  /** Those that have not been met; undefined: all series are looked for. */
  readonly wanted: Set<number> | undefined;
  /** What lies there or later has been looked at. */
  before: Place;
}

/** Walks back through the points for the newest of each series: a step at a time, without a lock in between. */
export class Walks {
  readonly #database: DatabaseSync;
  readonly #statements: StatementCache;
  readonly #walks = new Map<number, Walk>();
  #lastWalk = 0;

  constructor(database: DatabaseSync, statements: StatementCache) {
    this.#database = database;
    this.#statements = statements;
  }

  open({ ids, since, until }: WalkQuery): number {
    const before = { time: until < LATEST ? until : LATEST, series: AFTER_ALL_SERIES };
    this.#walks.set(++this.#lastWalk, { since, wanted: ids && new Set(ids), before });
    return this.#lastWalk;
  }

  /** undefined: all have been met, or there are no more points. */
  step(id: number): WalkStep | undefined {
    const walk = this.#walks.get(id);
    if (walk === undefined || walk.wanted?.size === 0) return undefined;
    const { before, since, wanted } = walk;
    const end = before.series === BEFORE_ALL_SERIES ? before.time : before.time + 1n;
    if (end <= since) return undefined;
    return snapshot(this.#database, () => {
      const shard = shardsBetween(this.#statements, since, end).at(-1);
      if (shard === undefined) return undefined;
      const from = this.#endOfStep(shard, walk);
      const rows = arraysOf(
        this.#statements.get(
          `SELECT series, max(time), value FROM ${shard.table}
           WHERE (time, series) < (?, ?) AND (time, series) >= (?, ?) GROUP BY series`,
        ),
        [before.time, before.series, from.time, from.series],
      );
      walk.before = from;
      const newest = newestColumns(
        rows.filter((row) => wanted === undefined || wanted.delete(Number(row[0]))),
      );
      return { newest, after: from.time };
    });
  }

  close(id: number): void {
    this.#walks.delete(id);
  }

  /** The earliest place that the step looks at. */
  #endOfStep({ table, start }: Shard, { before, since }: Walk): Place {
    const earliest = start > since ? start : since;
    const row = this.#statements
      .get(
        `SELECT time, series FROM ${table} WHERE (time, series) < (?, ?) AND time >= ?
         ORDER BY time DESC, series DESC LIMIT 1 OFFSET ${POINTS - 1}`,
      )
      .get(before.time, before.series, earliest);
    if (row === undefined) return { time: earliest, series: BEFORE_ALL_SERIES };
    return { time: integerIn(row, 'time'), series: numberIn(row, 'series') };
  }
}
