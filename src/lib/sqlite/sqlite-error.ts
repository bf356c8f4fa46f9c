import { CodedError, FatalError, messageOf, RetryableError } from '../errors.ts';

/** SQLite's primary result codes. */
const FULL = 13;
/** BUSY, LOCKED, READONLY, IOERR, CANTOPEN. */
const AWAY: ReadonlySet<number> = new Set([5, 6, 8, 10, 14]);
/** CORRUPT, NOTADB. */
const DAMAGED: ReadonlySet<number> = new Set([11, 26]);

/** What the caller should do about an error of SQLite. Errors thrown on purpose pass through. */
export function classifySqliteError(error: unknown, path: string): CodedError {
  if (error instanceof CodedError) return error;
  const cause = { cause: error };
  const text = messageOf(error);
  const code = primaryCode(error);
  if (code === FULL) {
    return new RetryableError('disk-full', `the disk is full: ${path} cannot grow; free some space`, cause);
  }
  if (AWAY.has(code)) return new RetryableError('store-away', `${path} cannot be used now: ${text}`, cause);
  if (DAMAGED.has(code)) {
    return new FatalError(
      'state-damaged',
      `${path} is damaged or no database (${text}); put a backup in its place, or move it away to start afresh`,
      cause,
    );
  }
  return new FatalError('sqlite', `${path}: ${text}`, cause);
}

/** Runs something on the database and classifies what it throws. */
export function guarded<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw classifySqliteError(error, path);
  }
}

/** The low byte of an extended result code. */
function primaryCode(error: unknown): number {
  const extended = error instanceof Error && 'errcode' in error ? error.errcode : undefined;
  return typeof extended === 'number' ? extended & 0xff : 0;
}
