import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PointColumns, Series } from '../src/accounting/points.ts';
import { silentLog } from '../src/lib/log.ts';
import { SystemClock } from '../src/lib/system-clock.ts';
import { createSqliteStore } from '../src/stores/sqlite/create.ts';

const POINTS = 2_000_000;
const BATCH = 5_000;
const SERIES = 2_000;
const START = 1_760_000_000_000_000_000n;
const STEP = 15_000_000_000n;

/** Points a second through the MetricsStore port, beside a bare loop over one prepared statement. */
export async function sqlitePoints(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-bench-'));
  try {
    const bare = bareLoop(path.join(folder, 'bare.db'));
    const port = await throughPort(path.join(folder, 'port.db'));
    console.log(
      `SQLite, ${POINTS / 1e6}M points of ${SERIES} series in batches of ${BATCH}, each batch durable:\n` +
        `  through the port         ${thousands(port)} points/s\n` +
        `  bare node:sqlite loop    ${thousands(bare)} points/s\n` +
        `  ratio                    ${(port / bare).toFixed(2)}`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function throughPort(file: string): Promise<number> {
  const hour = 3_600_000;
  const store = await createSqliteStore({
    path: file,
    shardDuration: 48 * hour,
    clock: new SystemClock(),
    log: silentLog,
  });
  try {
    const batches = makeBatches();
    const { signal } = new AbortController();
    const start = performance.now();
    // a few writers at once, as collector and callers are
    await Promise.all(
      [0, 1, 2, 3].map(async (writer) => {
        for (let at = writer; at < batches.length; at += 4)
          await store.write(batches[at] as PointColumns, signal);
      }),
    );
    return (POINTS / (performance.now() - start)) * 1_000;
  } finally {
    await store[Symbol.asyncDispose]();
  }
}

/** The same rows and the same durability, one thread, one statement. */
function bareLoop(file: string): number {
  using database = new DatabaseSync(file);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
    CREATE TABLE points (time INTEGER, series INTEGER, value REAL, seconds REAL, PRIMARY KEY (time, series)) WITHOUT ROWID`);
  const insert = database.prepare('INSERT OR REPLACE INTO points VALUES (?, ?, ?, ?)');
  const batches = makeBatches();
  const start = performance.now();
  for (const { index, time, value } of batches) {
    database.exec('BEGIN');
    for (let at = 0; at < BATCH; at++) {
      insert.run(time[at] as bigint, (index[at] as number) + 1, value[at] as number, null);
    }
    database.exec('COMMIT');
  }
  return (POINTS / (performance.now() - start)) * 1_000;
}

function makeBatches(): readonly PointColumns[] {
  const series = Array.from({ length: SERIES }, (_, at): Series => {
    const job = `job${at % 200}`;
    const tags = {
      type: 'pod_container',
      namespace_name: 'default',
      container_name: job,
      pod_name: `${job}-${at}`,
    };
    return { measurement: 'cpu/usage_rate', tags };
  });
  return Array.from({ length: POINTS / BATCH }, (_, batch): PointColumns => {
    const number = (_one: unknown, at: number): number => batch * BATCH + at;
    const numbers = Array.from({ length: BATCH }, number);
    return {
      series,
      index: Int32Array.from(numbers, (n) => n % SERIES),
      time: BigInt64Array.from(numbers, (n) => START + BigInt(Math.floor(n / SERIES)) * STEP),
      value: Float64Array.from(numbers, (n) => n / 7),
    };
  });
}

function thousands(rate: number): string {
  return Math.round(rate).toLocaleString('en').padStart(10);
}

if (import.meta.main) await sqlitePoints();
