import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FatalError } from '../../../lib/errors.ts';
import {
  describeHolder,
  identify,
  isAlive,
  parseIdentity,
  type ProcessIdentity,
} from '../proc/process-identity.ts';

/**
 * Keeps the state folder to one service. The lock itself is SQLite's exclusive lock on a file of its own:
 * the kernel gives it to one process only and takes it back when that one ends, however it ends, so there
 * are no stale locks. Beside it a text says who holds it.
 */
export class StateLock implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** FatalError `state-in-use` with the pid of the service that holds it. */
  static take(folder: string): StateLock {
    const holder = path.join(folder, 'service.pid');
    const database = new DatabaseSync(path.join(folder, 'lock.db'), { timeout: 0 });
    try {
      database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (!(error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)) throw error;
      throw inUse(folder, readHolder(holder), error);
    }
    writeFileSync(`${holder}.tmp`, identify(process.pid) ?? '');
    renameSync(`${holder}.tmp`, holder);
    return new StateLock(database);
  }

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
  }
}

const SQLITE_BUSY = 5;

/** Who wrote that it holds the lock, if it still lives: another may have just taken it and not yet written. */
function readHolder(file: string): ProcessIdentity | undefined {
  try {
    const identity = parseIdentity(readFileSync(file, 'utf8'));
    return identity && isAlive(identity) ? identity : undefined;
  } catch {
    return undefined;
  }
}

function inUse(folder: string, holder: ProcessIdentity | undefined, cause: unknown): FatalError {
  return new FatalError(
    'state-in-use',
    `the state folder ${folder} is in use by ${describeHolder(holder)}; stop that service, or give this one another compute.state`,
    { cause },
  );
}
