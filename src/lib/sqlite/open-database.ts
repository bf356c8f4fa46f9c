import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FatalError } from '../errors.ts';
import { migrate } from './migrate.ts';
import { guarded } from './sqlite-error.ts';
import type { SqliteOptions } from './sqlite-file.ts';

const BUSY_TIMEOUT_MS = 5_000;
const WAL_BYTES_KEPT = 64 * 1024 * 1024;

/**
 * Opens a database for its one writer, inside a thread: creates or migrates it. Commits are durable even
 * when the power fails. Errors as in `SqliteFile` and `SqliteOptions`.
 */
export function openForWriting(options: SqliteOptions): DatabaseSync {
  return guarded(options.path, () => {
    mkdirSync(dirname(options.path), { recursive: true });
    const database = new DatabaseSync(options.path, { readBigInts: true, timeout: BUSY_TIMEOUT_MS });
    try {
      useWriteAheadLog(database, options.path);
      migrate(database, options);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** A second connection, for reads beside the writer's commits. The writer must have opened the file before. */
export function openForReading(path: string): DatabaseSync {
  return guarded(path, () => {
    const database = new DatabaseSync(path, { readOnly: true, readBigInts: true, timeout: BUSY_TIMEOUT_MS });
    database.exec('PRAGMA temp_store = MEMORY');
    return database;
  });
}

function useWriteAheadLog(database: DatabaseSync, path: string): void {
  const mode = database.prepare('PRAGMA journal_mode = WAL').get()?.['journal_mode'];
  if (mode !== 'wal') {
    throw new FatalError(
      'no-wal',
      `${path} lies on a file system without shared memory; put it on a local disk`,
    );
  }
  database.exec(
    `PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = ${WAL_BYTES_KEPT}`,
  );
}
