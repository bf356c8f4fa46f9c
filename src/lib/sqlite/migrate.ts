import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { FatalError } from '../errors.ts';
import type { SqliteOptions } from './sqlite-file.ts';
import { transact } from './transact.ts';

/** Brings the database to the newest version, one transaction a step; a step that fails leaves the version before it. */
export function migrate(database: DatabaseSync, { path, migrations }: SqliteOptions): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version > migrations.length) throw tooNew(path, version, migrations.length);
  if (version === 0 && hasTables(database)) throw foreign(path);
  if (version > 0 && version < migrations.length) copyAside(database, `${path}.v${version}`);
  for (const [step, sql] of migrations.slice(version).entries()) {
    transact(database, () => database.exec(`${sql}; PRAGMA user_version = ${version + step + 1}`));
  }
}

/** A whole and consistent copy, in place only once it is on the disk. */
function copyAside(database: DatabaseSync, target: string): void {
  const part = `${target}.part`;
  rmSync(part, { force: true });
  database.prepare('VACUUM INTO ?').run(part);
  const file = openSync(part, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(part, target);
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

function tooNew(path: string, version: number, known: number): FatalError {
  return new FatalError(
    'state-too-new',
    `${path} was written by a newer version of this program: its format is ${version}, this version knows formats up to ${known}; ` +
      `start the newer version, or put the copy that it made before migrating (${path}.v<format>) in its place`,
  );
}

function foreign(path: string): FatalError {
  return new FatalError(
    'state-foreign',
    `${path} is a database of another program; name another file, or move this one away`,
  );
}
