import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { auditTotals } from '../support/audit-totals.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const JOBS = 800;
const writer = fileURLToPath(new URL('../support/totals-writer.ts', import.meta.url));

test('after a kill -9 sums agree with their windows, and no mark is there without its totals', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'metrics.db');
  const acknowledged = new Map<number, number>();
  for (let round = 1; round <= 3; round++) {
    const child = spawn(process.execPath, [writer, file, String(round * 10_000), String(JOBS)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    let left = 10 + round;
    for await (const line of createInterface({ input: child.stdout })) {
      const [window = 0, version = 0] = line.split(' ').map(Number);
      acknowledged.set(window, version);
      if (--left === 0) child.kill('SIGKILL');
    }
    expect(await exited).toEqual([null, 'SIGKILL']);

    using database = new DatabaseSync(file);
    expect(auditTotals(database)).toEqual([]);
    const windows = database
      .prepare(
        `SELECT w.starts / 900 AS number, w.interval AS version, count(*) AS jobs, min(t.cpu) AS lowest
         FROM windows w JOIN totals t ON t.level = 1 AND t.starts = w.starts GROUP BY w.starts`,
      )
      .all();
    expect(windows.filter(({ version, lowest }) => Number(lowest) < Number(version))).toEqual([]);
    expect(windows.filter(({ jobs }) => jobs !== JOBS)).toEqual([]);
    const marked = new Map(windows.map(({ number, version }) => [number, Number(version)]));
    const lost = [...acknowledged].filter(([window, version]) => (marked.get(window) ?? 0) < version);
    expect(lost).toEqual([]);
  }
});
