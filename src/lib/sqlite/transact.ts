import type { DatabaseSync } from 'node:sqlite';

/** Runs all of it in one transaction or, if it throws, none of it. */
export function transact<T>(database: DatabaseSync, run: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // some failures, a full disk among them, have rolled back already
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
