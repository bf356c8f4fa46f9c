import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** A statement and the rows of parameters to run it with, one run a row. */
export interface Statement {
  readonly sql: string;
  readonly rows: readonly (readonly SQLInputValue[])[];
}

export type Row = Readonly<Record<string, SQLOutputValue>>;

/**
 * One SQLite database in a file, worked by a thread of its own so that the event loop never waits for
 * the disk. Integers come back as bigint. Rejects with RetryableError (`disk-full`, `store-away`) when
 * the disk does not take a write; nothing of that transaction is kept then.
 */
export interface SqliteFile extends AsyncDisposable {
  /** All or nothing; durable when resolved. Transactions that wait together share one commit. */
  transaction(statements: readonly Statement[]): Promise<void>;
  query(sql: string, parameters?: readonly SQLInputValue[]): Promise<readonly Row[]>;
}

/**
 * How to open it. `migrations[i]` brings version i to version i + 1 (`PRAGMA user_version`); an older
 * file is copied to `<path>.v<old>` first, a newer one is refused with FatalError `state-too-new`.
 */
export interface SqliteOptions {
  readonly path: string;
  readonly migrations: readonly string[];
}
