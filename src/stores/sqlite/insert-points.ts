import type { SQLInputValue } from 'node:sqlite';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { Shard } from './shard.ts';
import type { Shards } from './shards.ts';
import type { PointsTask } from './store-calls.ts';

/** Rows of one statement: more take longer to bind than they save. */
const ROWS = 32;
const COLUMNS = 4;

/** Upserts the points of a task whose ids are all known. */
export function insertPoints(task: PointsTask, shards: Shards, statements: StatementCache): void {
  const { time } = task;
  let from = 0;
  while (from < time.length) {
    const shard = shards.at(time[from] ?? 0n);
    const to = endOfRun(time, from, shard);
    let at = from;
    for (; at + ROWS <= to; at += ROWS) insertRows(task, at, ROWS, shard, statements);
    for (; at < to; at++) insertRows(task, at, 1, shard, statements);
    from = to;
  }
}

function endOfRun(time: BigInt64Array, from: number, { start, end }: Shard): number {
  let at = from + 1;
  for (let next = time[at]; next !== undefined && start <= next && next < end; next = time[at]) at++;
  return at;
}

function insertRows(
  task: PointsTask,
  from: number,
  rows: number,
  { table }: Shard,
  statements: StatementCache,
): void {
  const { ids, index, time, value, seconds } = task;
  const parameters: SQLInputValue[] = Array.from({ length: rows * COLUMNS });
  for (let at = from, column = 0; at < from + rows; at++) {
    const span = seconds?.[at];
    parameters[column++] = time[at] ?? 0n;
    parameters[column++] = ids[index[at] ?? 0] ?? 0;
    parameters[column++] = value[at] ?? 0;
    parameters[column++] = span === undefined || Number.isNaN(span) ? null : span;
  }
  statements.get(insertStatement(table, rows)).run(...parameters);
}

function insertStatement(table: string, rows: number): string {
  return `INSERT OR REPLACE INTO ${table} (time, series, value, seconds) VALUES ${rows === ROWS ? MANY : ONE}`;
}

const ONE = '(?, ?, ?, ?)';
const MANY = Array.from({ length: ROWS }, () => ONE).join(', ');
