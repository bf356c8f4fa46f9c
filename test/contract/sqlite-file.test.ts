import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/lib/sqlite/open-sqlite.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const v1 = 'CREATE TABLE box (id INTEGER PRIMARY KEY, content)';
const v2 = 'ALTER TABLE box ADD COLUMN colour TEXT';

let folder: TemporaryFolder;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder.path, 'deep', 'state.db');
});
afterEach(() => folder[Symbol.asyncDispose]());

function insert(...rows: readonly (readonly [bigint, string | bigint])[]) {
  return [{ sql: 'INSERT INTO box (id, content) VALUES (?, ?)', rows }];
}

function ids(rows: readonly { readonly [name: string]: unknown }[]): unknown[] {
  return rows.map((row) => row['id']);
}

describe('openSqlite', () => {
  test('keeps integers exact, and what was written over a reopening', async () => {
    {
      await using sqlite = await openSqlite({ path: file, migrations: [v1] });
      await sqlite.transaction(insert([1n, 1_763_632_800_123_456_789n]));
    }
    await using sqlite = await openSqlite({ path: file, migrations: [v1] });
    expect(await sqlite.query('SELECT * FROM box WHERE id = ?', [1])).toEqual([
      { id: 1n, content: 1_763_632_800_123_456_789n },
    ]);
  });

  test('disposing waits for what was asked before, and refuses what comes after', async () => {
    const sqlite = await openSqlite({ path: file, migrations: [v1] });
    const writes = [sqlite.transaction(insert([1n, 'a'])), sqlite.transaction(insert([2n, 'b']))];
    await sqlite[Symbol.asyncDispose]();
    await Promise.all(writes);
    await expect(sqlite.transaction(insert([3n, 'c']))).rejects.toMatchObject({ code: 'thread-ended' });
    await using again = await openSqlite({ path: file, migrations: [v1] });
    expect(ids(await again.query('SELECT id FROM box ORDER BY id'))).toEqual([1n, 2n]);
    expect(await readdir(path.dirname(file))).not.toContain('state.db.v1');
  });

  test('of transactions that wait together, one that fails leaves nothing and fails no other', async () => {
    await using sqlite = await openSqlite({ path: file, migrations: [v1] });
    const outcomes = await Promise.allSettled([
      sqlite.transaction(insert([1n, 'a'])),
      sqlite.transaction(insert([2n, 'b'], [1n, 'again'])),
      sqlite.transaction(insert([3n, 'c'])),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({ reason: { remedy: 'give-up', code: 'sqlite' } });
    expect(ids(await sqlite.query('SELECT id FROM box ORDER BY id'))).toEqual([1n, 3n]);
  });

  test('a full disk is retryable, keeps nothing of the transaction, and passes', async () => {
    await using sqlite = await openSqlite({ path: file, migrations: [v1] });
    await sqlite.transaction([{ sql: 'PRAGMA max_page_count = 10', rows: [[]] }]);
    const many = Array.from({ length: 1_000 }, (_, at) => [BigInt(at), 'x'.repeat(200)] as const);
    await expect(sqlite.transaction(insert(...many))).rejects.toMatchObject({
      remedy: 'retry',
      code: 'disk-full',
    });
    expect(await sqlite.query('SELECT id FROM box')).toEqual([]);
    await sqlite.transaction([{ sql: 'PRAGMA max_page_count = 10000', rows: [[]] }]);
    await sqlite.transaction(insert(...many));
    expect(await sqlite.query('SELECT count(*) AS n FROM box')).toEqual([{ n: 1_000n }]);
  });

  test('an older file is migrated after a copy', async () => {
    {
      await using old = await openSqlite({ path: file, migrations: [v1] });
      await old.transaction(insert([1n, 'a']));
    }
    {
      await using sqlite = await openSqlite({ path: file, migrations: [v1, v2] });
      expect(await sqlite.query('SELECT * FROM box')).toEqual([{ id: 1n, content: 'a', colour: null }]);
    }
    await using copy = await openSqlite({ path: `${file}.v1`, migrations: [v1] });
    expect(await copy.query('SELECT * FROM box')).toEqual([{ id: 1n, content: 'a' }]);
  });

  test('a migration that fails leaves the file as it was', async () => {
    await (await openSqlite({ path: file, migrations: [v1] }))[Symbol.asyncDispose]();
    const broken = `${v2}; INSERT INTO nowhere VALUES (1)`;
    await expect(openSqlite({ path: file, migrations: [v1, broken] })).rejects.toMatchObject({
      code: 'sqlite',
    });
    await using sqlite = await openSqlite({ path: file, migrations: [v1] });
    expect(await sqlite.query("SELECT name FROM pragma_table_info('box')")).toHaveLength(2);
  });

  test('a newer file is refused and left alone', async () => {
    await (await openSqlite({ path: file, migrations: [v1, v2] }))[Symbol.asyncDispose]();
    await expect(openSqlite({ path: file, migrations: [v1] })).rejects.toMatchObject({
      code: 'state-too-new',
      message: expect.stringContaining('start the newer version'),
    });
  });

  test("another program's database and a damaged file are refused", async () => {
    const foreign = path.join(folder.path, 'foreign.db');
    using other = new DatabaseSync(foreign);
    other.exec('CREATE TABLE theirs (a)');
    await expect(openSqlite({ path: foreign, migrations: [v1] })).rejects.toMatchObject({
      code: 'state-foreign',
    });

    const damaged = path.join(folder.path, 'damaged.db');
    await writeFile(damaged, 'no database at all, but long enough to be taken for one'.repeat(100));
    await expect(openSqlite({ path: damaged, migrations: [v1] })).rejects.toMatchObject({
      code: 'state-damaged',
    });
  });

  test('reads do not wait for writes', async () => {
    await using sqlite = await openSqlite({ path: file, migrations: [v1] });
    using other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const blocked = sqlite.transaction(insert([1n, 'a']));
    expect(await sqlite.query('SELECT id FROM box')).toEqual([]);
    other.exec('ROLLBACK');
    await blocked;
    expect(ids(await sqlite.query('SELECT id FROM box'))).toEqual([1n]);
  });
});
