import type { Spool } from '../../../accounting/ports/spool.ts';
import type { Clock } from '../../../lib/clock.ts';
import { FatalError } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { integerIn } from '../../../lib/sqlite/columns.ts';
import { openSqlite } from '../../../lib/sqlite/open-sqlite.ts';
import type { SqliteFile } from '../../../lib/sqlite/sqlite-file.ts';
import { APPLICATION_ID, migrations } from './migrations.ts';
import { SpoolRoom } from './spool-room.ts';
import { SqliteSpool } from './sqlite-spool.ts';

export interface SqliteSpoolOptions {
  readonly path: string;
  /** Bytes that the file may grow to, its write-ahead log included. */
  readonly max: number;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Opens the spool, creating or migrating its file. Errors as of `openSqlite`; FatalError `state-foreign` for
 * another database of this program too.
 */
export async function createSqliteSpool(options: SqliteSpoolOptions): Promise<Spool> {
  const { path, max, clock, log } = options;
  const file = await openSqlite({ path, migrations });
  try {
    await refuseForeign(file, path);
    const room = await SpoolRoom.limit(file, max);
    return await SqliteSpool.open({ file, path, room, clock, log });
  } catch (error) {
    await file[Symbol.asyncDispose]();
    throw error;
  }
}

async function refuseForeign(file: SqliteFile, path: string): Promise<void> {
  const [row] = await file.query('PRAGMA application_id');
  if (row !== undefined && integerIn(row, 'application_id') === BigInt(APPLICATION_ID)) return;
  throw new FatalError(
    'state-foreign',
    `${path} is no spool but another database; name another file as accounting.spool.path, or move this one away`,
  );
}
