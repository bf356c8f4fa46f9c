import type { DatabaseSync } from 'node:sqlite';
import { integerIn, numberIn } from '../../lib/sqlite/columns.ts';
import type { Instant } from '../../lib/time.ts';
import { createPointsTable } from './migrations.ts';
import { shardOf, tableOf, type Shard } from './shard.ts';

const EARLIEST: Instant = -(2n ** 63n);
const LATEST: Instant = 2n ** 63n - 1n;
/** Points removed in one step, some 10 ms. */
const CLEARED = 20_000;

/**
 * The writer's shards. A new one is as long as the setting says and lies on a multiple of that since the
 * epoch, cut where it would overlap one that was made under another setting. One that is past its time is
 * retired, so that nobody sees it, and then cleared step by step: to drop a full one would hold up commits.
 */
export class Shards {
  readonly #database: DatabaseSync;
  readonly #length: bigint;
  /** Oldest first. */
  #shards: Shard[] = [];

  constructor(database: DatabaseSync, length: bigint) {
    this.#database = database;
    this.#length = length;
    this.reload();
  }

  /** Reads again what the file has; after a transaction that was rolled back. */
  reload(): void {
    const rows = this.#database.prepare('SELECT id, starts, ends FROM shards ORDER BY starts').all();
    this.#shards = rows.map(shardOf);
  }

  /** The shard that holds this time, made if there is none. */
  at(time: Instant): Shard {
    // the newest takes nearly all
    return this.#shards.findLast((shard) => shard.start <= time && time < shard.end) ?? this.#create(time);
  }

  /** Retires shards that lie wholly before; gives the earliest time that is kept. */
  retireBefore(time: Instant): Instant {
    for (const { id } of this.#shards.filter((shard) => shard.end <= time)) {
      this.#database.prepare('INSERT INTO retired_shards (id) VALUES (?)').run(id);
      this.#database.prepare('DELETE FROM shards WHERE id = ?').run(id);
    }
    this.#shards = this.#shards.filter((shard) => shard.end > time);
    const oldest = this.#shards[0];
    return oldest !== undefined && oldest.start < time ? oldest.start : time;
  }

  /** Removes some points of retired shards; tells whether there are more. */
  clear(): boolean {
    const retired = this.#database.prepare('SELECT id FROM retired_shards LIMIT 1').get();
    if (retired === undefined) return false;
    const id = numberIn(retired, 'id');
    if (!this.#clearSome(tableOf(id))) {
      this.#database.exec(`DROP TABLE ${tableOf(id)}`);
      this.#database.prepare('DELETE FROM retired_shards WHERE id = ?').run(id);
    }
    return true;
  }

  #clearSome(table: string): boolean {
    const last = this.#database
      .prepare(`SELECT time, series FROM ${table} ORDER BY time, series LIMIT 1 OFFSET ${CLEARED}`)
      .get();
    if (last === undefined) return false;
    this.#database
      .prepare(`DELETE FROM ${table} WHERE (time, series) < (?, ?)`)
      .run(integerIn(last, 'time'), integerIn(last, 'series'));
    return true;
  }

  #create(time: Instant): Shard {
    const aligned = floorTo(time, this.#length);
    const before = this.#shards.findLast((shard) => shard.end <= time);
    const after = this.#shards.find((shard) => shard.start > time);
    const start = highest(aligned, before?.end ?? EARLIEST);
    const end = lowest(aligned + this.#length, after?.start ?? LATEST);
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO shards (starts, ends) VALUES (?, ?)')
      .run(start, end);
    const shard = shardOf({ id: BigInt(lastInsertRowid), starts: start, ends: end });
    this.#database.exec(createPointsTable(shard.table));
    this.#shards = [...this.#shards, shard].toSorted((a, b) => (a.start < b.start ? -1 : 1));
    return shard;
  }
}

function floorTo(time: Instant, length: bigint): Instant {
  const rest = time % length;
  return rest < 0n ? time - rest - length : time - rest;
}

function highest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function lowest(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
