import type { WindowMark } from '../../../accounting/totals.ts';
import type { StatementCache } from '../../../lib/sqlite/statement-cache.ts';
import type { Instant } from '../../../lib/time.ts';
import { arraysOf, bigintAt, numberAt } from '../array-rows.ts';
import { instantOf, secondsAfter, secondsBefore } from './grains.ts';

/** Marks of one answer at most, some 5 ms. */
export const MARKS_A_STEP = 2_000;

/** Marks as columns; times in nanoseconds. */
export interface MarkColumns {
  readonly start: BigInt64Array<ArrayBuffer>;
  readonly stale: Uint8Array<ArrayBuffer>;
  readonly since: BigInt64Array<ArrayBuffer>;
  readonly until: BigInt64Array<ArrayBuffer>;
  readonly interval: Float64Array<ArrayBuffer>;
}

export function writeMarks(statements: StatementCache, marks: readonly WindowMark[]): void {
  const upsert = statements.get(
    'INSERT OR REPLACE INTO windows (starts, stale, since, until, interval) VALUES (?, ?, ?, ?, ?)',
  );
  for (const { start, state, since, until, interval } of marks) {
    upsert.run(secondsBefore(start), state === 'stale' ? 1 : 0, since, until, interval);
  }
}

/** The first marks of windows that start in [from, to). */
export function readMarks(statements: StatementCache, from: Instant, to: Instant): MarkColumns {
  const rows = arraysOf(
    statements.get(
      `SELECT starts, stale, since, until, interval FROM windows WHERE starts >= ? AND starts < ?
       ORDER BY starts LIMIT ${MARKS_A_STEP}`,
    ),
    [secondsAfter(from), secondsAfter(to)],
  );
  return {
    start: BigInt64Array.from(rows, (row) => instantOf(numberAt(row, 0))),
    stale: Uint8Array.from(rows, (row) => numberAt(row, 1)),
    since: BigInt64Array.from(rows, (row) => bigintAt(row, 2)),
    until: BigInt64Array.from(rows, (row) => bigintAt(row, 3)),
    interval: Float64Array.from(rows, (row) => numberAt(row, 4)),
  };
}

export function marksOf({ start, stale, since, until, interval }: MarkColumns): readonly WindowMark[] {
  return Array.from(start, (instant, at) => ({
    start: instant,
    state: stale[at] === 1 ? 'stale' : 'closed',
    since: since[at] ?? 0n,
    until: until[at] ?? 0n,
    interval: interval[at] ?? 0,
  }));
}
