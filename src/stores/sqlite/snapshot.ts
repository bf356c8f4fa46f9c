import type { DatabaseSync } from 'node:sqlite';

/** One view of the tables for all that is read: a shard that is found is not put away before it is read. */
export function snapshot<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN');
  try {
    return run();
  } finally {
    database.exec('COMMIT');
  }
}
