import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { MetricsStore } from '../src/accounting/ports/metrics-store.ts';
import { getRusage } from '../src/accounting/rusage/get-rusage.ts';
import type { Level } from '../src/accounting/totals.ts';
import { silentLog } from '../src/lib/log.ts';
import { SystemClock } from '../src/lib/system-clock.ts';
import { later, type Instant, type Millis } from '../src/lib/time.ts';
import { createSqliteStore } from '../src/stores/sqlite/create.ts';
import { delaysDuring, describeDelays } from './delays.ts';
import {
  ACCOUNTS,
  CONTAINERS,
  DAY,
  JOBS,
  USERS,
  WINDOW,
  windowOf,
  writeMonth,
  writePoints,
} from './month-of-totals.ts';

const ROUNDS = 5;
const WATCHED: Millis = 5_000;
/** Over the month; nine times as many are added later. */
const POINTS = 500_000;
const LEVELS: readonly Level[] = ['account', 'user', 'job'];
const OWNERS = { account: ACCOUNTS, user: USERS, job: JOBS };

const clock = new SystemClock();
const { signal } = new AbortController();
const today = clock.now() - (clock.now() % 86_400_000_000_000n);
/** A month whose windows have all been closed for good. */
const month = { begin: later(today, -34 * DAY), end: later(today, -4 * DAY) };

const settings = {
  prices: { cpu: 0.05, memory: 0.01, gpu: 1 },
  accountTag: 'namespace_name',
  retention: 20 * DAY,
  shardDuration: 2 * DAY,
  aggregateRetention: 400 * DAY,
  replication: 1,
  initRetentionPolicy: 'alter',
  defaultRetentionPolicy: true,
  horizon: 2 * DAY,
  intervalAt: () => 15_000,
} as const;

/** How long reports over a month of totals take, what that depends on, and whom they hold up. */
async function rusage(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-bench-'));
  try {
    const file = path.join(folder, 'metrics.db');
    const store = await createSqliteStore({ path: file, shardDuration: 2 * DAY, clock, log: silentLog });
    try {
      const rows = await writeMonth(store, month.begin, month.end);
      const bytes = Math.round((await stat(file)).size / rows);
      console.log(
        `SQLite, a month of ${ACCOUNTS} accounts, ${USERS} users, ${JOBS} jobs (${CONTAINERS} containers): ` +
          `${(rows / 1e6).toFixed(1)}M totals of ${bytes} bytes\n` +
          `get_rusage by account, user, job; in brackets sums alone, from and to odd times of a day`,
      );
      await writePoints(store, { ...month, count: POINTS, seed: 0 });
      await showReports(store, `${POINTS / 1e6}M points`);
      for (let seed = 1; seed < 10; seed++) await writePoints(store, { ...month, count: POINTS, seed });
      await showReports(store, `${POINTS / 1e5}M points`);
      await showDelays(store);
    } finally {
      await store[Symbol.asyncDispose]();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function showReports(store: MetricsStore, title: string): Promise<void> {
  for (const days of [1, 10, 30]) {
    const from = later(month.end, -days * DAY);
    const cells: string[] = [];
    for (const by of LEVELS) {
      const report = await median(() => reportOf(store, by, from, month.end));
      const odd = { from: later(from, 3 * WINDOW), to: later(month.end, -3 * WINDOW) };
      const sums = await median(() => store.sumTotals({ level: by, ...odd }, signal));
      cells.push(`${report.toFixed(1).padStart(6)} (${sums.toFixed(1)}) ms`);
    }
    console.log(`  ${title}, ${String(days).padStart(2)} days: ${cells.join(', ')}`);
  }
}

async function reportOf(store: MetricsStore, by: Level, from: Instant, to: Instant): Promise<void> {
  const sources = { store, clock, settings: () => settings, unsent: () => undefined };
  const resources = ['cpu', 'mem', 'gpu'] as const;
  const { rows } = await getRusage(sources, { from, to, resources, by, namespaces: undefined }, signal);
  if (rows.length !== OWNERS[by]) throw new Error(`a report by ${by} has ${rows.length} rows`);
}

async function showDelays(store: MetricsStore): Promise<void> {
  const situations = {
    'nothing else': () => setTimeout(WATCHED),
    reports: () => manyReports(store),
    '10,000 totals written': () => manyTotals(store),
  };
  console.log(
    'longest wait (99 % within) for a commit of 1,000 points, a look-up of 1,000 jobs, a timer, during',
  );
  for (const [what, run] of Object.entries(situations)) {
    const { commit, newest, timer } = await delaysDuring(store, clock, run);
    console.log(`  ${what.padEnd(22)} ${[commit, newest, timer].map(describeDelays).join(', ')}`);
  }
}

/** From totals, and from points. */
async function manyReports(store: MetricsStore): Promise<void> {
  const end = performance.now() + WATCHED;
  const points = { measurements: ['memory/usage'], from: later(month.end, -6 * DAY), to: month.end };
  while (performance.now() < end) {
    for (const by of LEVELS) await reportOf(store, by, month.begin, month.end);
    for await (const chunk of store.scan(points, signal)) if (chunk.index.length > 0) await clock.breathe();
  }
}

async function manyTotals(store: MetricsStore): Promise<void> {
  for (let window = 0; window < 8; window++) {
    await store.writeTotals(windowOf(CONTAINERS, later(month.end, window * WINDOW)), [], signal);
  }
}

async function median(run: () => Promise<unknown>): Promise<Millis> {
  const times: Millis[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  return times.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0;
}

if (import.meta.main) await rusage();
