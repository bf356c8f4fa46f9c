import { FatalError } from '../errors.ts';
import type { Row } from './sqlite-file.ts';

/** Typed reads of a row; FatalError `sqlite` if the column holds something else, which a STRICT table prevents. */
export function integerIn(row: Row, column: string): bigint {
  const value = row[column];
  return typeof value === 'bigint' ? value : fail(column, 'integer');
}

export function numberIn(row: Row, column: string): number {
  const value = row[column];
  return typeof value === 'bigint' || typeof value === 'number' ? Number(value) : fail(column, 'number');
}

export function textIn(row: Row, column: string): string {
  const value = row[column];
  return typeof value === 'string' ? value : fail(column, 'text');
}

function fail(column: string, expected: string): never {
  throw new FatalError('sqlite', `column ${column} holds no ${expected}`);
}
