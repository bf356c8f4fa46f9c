import type { SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite';
import { FatalError } from '../../lib/errors.ts';

/** A row as an array of its columns. */
export type ArrayRow = Readonly<Record<number, SQLOutputValue>>;

/** All rows, as arrays: of many rows, objects take three times as long. */
export function arraysOf(
  statement: StatementSync,
  parameters: readonly SQLInputValue[],
): readonly ArrayRow[] {
  statement.setReturnArrays(true);
  return statement.all(...parameters);
}

/** A number; NaN for NULL. */
export function numberAt(row: ArrayRow, column: number): number {
  const value = row[column];
  if (typeof value === 'number') return value;
  return value === null ? Number.NaN : Number(value);
}

export function bigintAt(row: ArrayRow, column: number): bigint {
  const value = row[column];
  if (typeof value === 'bigint') return value;
  throw new FatalError('sqlite', `column ${column} holds no integer`);
}
