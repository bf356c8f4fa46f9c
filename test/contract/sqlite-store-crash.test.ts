import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { scanned } from '../support/points.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const SIZE = 500;
const writer = fileURLToPath(new URL('../support/points-writer.ts', import.meta.url));

let folder: TemporaryFolder;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = path.join(folder.path, 'metrics.db');
});
afterEach(() => folder[Symbol.asyncDispose]());

/** How many points of each batch are stored. */
async function stored(): Promise<ReadonlyMap<number, number>> {
  await using store = await createSqliteStore({
    path: file,
    shardDuration: 1_000,
    clock: new SystemClock(),
    log: silentLog,
  });
  const counts = new Map<number, number>();
  for (const { series } of await scanned(store, { measurements: ['batch'], from: 0n, to: 10n ** 15n })) {
    const batch = Number(series.tags['pod_name']?.split('-')[1]);
    counts.set(batch, (counts.get(batch) ?? 0) + 1);
  }
  return counts;
}

test('after a kill -9 every acknowledged batch is there, and each is whole', async () => {
  const acknowledged: number[] = [];
  for (let round = 0; round < 3; round++) {
    const first = String(round * 10_000);
    const child = spawn(process.execPath, [writer, file, first, String(SIZE)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let left = 40;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(Number(line));
      if (--left === 0) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);
  }
  const counts = await stored();
  expect(acknowledged.filter((batch) => counts.get(batch) !== SIZE)).toEqual([]);
  expect([...counts].filter(([, count]) => count !== SIZE)).toEqual([]);
});

test('when the file cannot grow, a write is refused as retryable and leaves nothing half done', async () => {
  // no file of the child may be longer than 4,000 blocks of 512 bytes or, in some shells, of 1 KiB
  const command = `ulimit -f 4000 && exec "$0" "$@"`;
  const child = spawn('sh', ['-c', command, process.execPath, writer, file, '0', '5000'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = await Array.fromAsync(createInterface({ input: child.stdout }));
  expect(lines.filter((line) => !/^\d+$/.test(line))).toEqual(['store-away']);
  const acknowledged = lines.filter((line) => /^\d+$/.test(line)).map(Number);
  const counts = await stored();
  expect(acknowledged.length).toBeGreaterThan(3);
  expect(acknowledged.filter((batch) => counts.get(batch) !== 5_000)).toEqual([]);
  expect([...counts].filter(([, count]) => count !== 5_000)).toEqual([]);
});
