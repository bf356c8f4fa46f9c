import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Spool } from '../../src/accounting/ports/spool.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createSqliteSpool } from '../../src/stores/sqlite/spool/create.ts';
import { calm } from '../support/points.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { batchOf, emptied, valuesOf } from './spool-contract.ts';

const MEBI = 2 ** 20;
const clock = new SystemClock();
const writer = fileURLToPath(new URL('../support/spool-writer.ts', import.meta.url));

let folder: TemporaryFolder;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder.path, 'deep', 'spool.db');
});
afterEach(() => folder[Symbol.asyncDispose]());

function open({ max = 2 ** 30, at = file } = {}): Promise<Spool> {
  return createSqliteSpool({ path: at, max, clock, log: silentLog });
}

/** Bytes of the file and its write-ahead log. */
async function sizeOfFiles(): Promise<number> {
  const sizes = await Promise.all(
    ['', '-wal'].map((end) =>
      stat(`${file}${end}`).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size);
}

/** Appends batches until they are refused; gives how many points were kept, and how large the files were at most. */
async function fill(spool: Spool, points: number): Promise<{ kept: number; largest: number; why: unknown }> {
  let largest = 0;
  for (let kept = 0; ; kept += points) {
    try {
      await spool.append(batchOf(points, { first: kept }), calm);
    } catch (why) {
      return { kept, largest, why };
    }
    largest = Math.max(largest, await sizeOfFiles());
  }
}

test('what waits is there when it is opened again, and known at once', async () => {
  const before = await (async () => {
    await using spool = await open();
    for (let first = 0; first < 1_000; first += 100) await spool.append(batchOf(100, { first }), calm);
    const given = await spool.oldest(300);
    await spool.remove(given?.through ?? 0);
    return spool.state;
  })();
  await using spool = await open();
  expect(spool.state).toEqual(before);
  expect(valuesOf(await emptied(spool))).toEqual(Array.from({ length: 700 }, (_, at) => 300 + at));
});

test('after a kill -9 every acknowledged batch is there, in order and whole', async () => {
  const acknowledged: number[] = [];
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, [writer, file, String(round * 100_000), '100'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let left = 50;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(Number(line));
      if (--left === 0) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
  }
  await using spool = await open();
  const values = valuesOf(await emptied(spool, 1_000));
  const counts = new Map<number, number>();
  for (const batch of values) counts.set(batch, (counts.get(batch) ?? 0) + 1);
  expect(acknowledged.filter((batch) => counts.get(batch) !== 100)).toEqual([]);
  expect([...counts].filter(([, count]) => count !== 100)).toEqual([]);
  // what was acknowledged before another was begun comes before it: four are under way at once
  expect(values.filter((batch, at) => at > 0 && batch < (values[at - 1] ?? 0) - 8)).toEqual([]);
});

test('when the file cannot grow, a batch is refused as retryable and leaves nothing half done', async () => {
  const command = `ulimit -f 4000 && exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, writer, file, '0', '1000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = await Array.fromAsync(createInterface({ input: child.stdout }));
  const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  expect(lines.filter((line) => !/^\d+$/.test(line))).toEqual(['store-away']);
  expect(acknowledged.length).toBeGreaterThan(3);
  await using spool = await open();
  const counts = new Map<number, number>();
  for (const batch of valuesOf(await emptied(spool, 5_000))) counts.set(batch, (counts.get(batch) ?? 0) + 1);
  expect(acknowledged.filter((batch) => counts.get(batch) !== 1_000)).toEqual([]);
  expect([...counts].filter(([, count]) => count !== 1_000)).toEqual([]);
});

describe('the size of the file', () => {
  test.each([10, 700])('stays within the limit in batches of %i, and most of it is used', async (points) => {
    const max = 4 * MEBI;
    await using spool = await open({ max });
    const first = await fill(spool, points);
    expect(first.why).toMatchObject({ code: 'spool-full' });
    expect(first.largest).toBeLessThanOrEqual(max);
    expect(spool.state.bytes).toBeGreaterThan(max / 2);
    // room that was used before is used again
    for (let round = 0; round < 3; round++) {
      const given = await spool.oldest(first.kept / 2);
      await spool.remove(given?.through ?? 0);
      const again = await fill(spool, points);
      expect(again.kept).toBeGreaterThan(first.kept / 3);
      expect(again.largest).toBeLessThanOrEqual(max);
    }
    await emptied(spool, 1_000);
    expect((await fill(spool, points)).kept).toBeGreaterThan(0.9 * first.kept);
  });

  test('is given back when nothing waits any more', async () => {
    await using spool = await open();
    for (let first = 0; first < 200_000; first += 5_000) await spool.append(batchOf(5_000, { first }), calm);
    expect(await sizeOfFiles()).toBeGreaterThan(20 * MEBI);
    await emptied(spool, 5_000);
    expect(await sizeOfFiles()).toBeLessThan(MEBI);
    await spool.append(batchOf(3), calm);
    expect(valuesOf(await emptied(spool))).toEqual([0, 1, 2]);
  });

  test('a limit that was lowered below what waits keeps that, and refuses more', async () => {
    await (async () => {
      await using spool = await open();
      await spool.append(batchOf(20_000), calm);
    })();
    await using spool = await open({ max: MEBI });
    expect(spool.state.points).toBe(20_000);
    await expect(spool.append(batchOf(5_000), calm)).rejects.toMatchObject({ code: 'spool-full' });
    expect(valuesOf(await emptied(spool))).toHaveLength(20_000);
    expect((await fill(spool, 100)).largest).toBeLessThanOrEqual(MEBI);
  });
});

describe('refuses', () => {
  test('a newer file, and leaves it alone', async () => {
    await (await open())[Symbol.asyncDispose]();
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(open()).rejects.toMatchObject({ code: 'state-too-new' });
  });

  test("another program's database, and another of this program's", async () => {
    const theirs = path.join(folder.path, 'theirs.db');
    const database = new DatabaseSync(theirs);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    await expect(open({ at: theirs })).rejects.toMatchObject({ code: 'state-foreign' });

    const points = path.join(folder.path, 'points.db');
    const other = new DatabaseSync(points);
    other.exec('CREATE TABLE points (a); PRAGMA user_version = 1');
    other.close();
    await expect(open({ at: points })).rejects.toMatchObject({
      code: 'state-foreign',
      message: expect.stringContaining('accounting.spool.path'),
    });
  });

  test('a damaged file', async () => {
    await (await open())[Symbol.asyncDispose]();
    await writeFile(file, 'no database at all, but long enough to be taken for one'.repeat(100));
    await expect(open()).rejects.toMatchObject({ code: 'state-damaged' });
  });
});
