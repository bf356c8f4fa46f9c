import { ACCOUNTED, integrate } from '../../src/accounting/integral/integrate.ts';
import type { Tags } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { ReportSettings } from '../../src/accounting/report-settings.ts';
import type { Amounts, Level, Owner, Total, WindowMark } from '../../src/accounting/totals.ts';
import { UsageReports } from '../../src/accounting/usage-reports.ts';
import { add, none } from '../../src/accounting/amounts.ts';
import type { Instant, Millis } from '../../src/lib/time.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { calm, columns, scanned, type TestPoint } from './points.ts';

export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;
export const QUARTER = 15n * MINUTE;
export const HOUR = 60n * MINUTE;
export const DAY = 24n * HOUR;
/** Windows are closed so long after their end. */
export const SETTLE = 2n * MINUTE;
/** A midnight. */
export const BASE = 20_000n * DAY;

const hours = (count: number): Millis => count * 3_600_000;

export const usualSettings: ReportSettings = {
  retention: hours(480),
  aggregateRetention: hours(24 * 400),
  shardDuration: hours(48),
  replication: 1,
  initRetentionPolicy: 'alter',
  defaultRetentionPolicy: true,
  prices: { cpu: 0, memory: 0, gpu: 0 },
  accountTag: 'namespace_name',
  horizon: hours(48),
  intervalAt: () => 60_000,
};

/** Reports over a memory store, and windows in whatever state a test wants them. */
export interface UsageWorld {
  readonly store: MetricsStore;
  readonly clock: VirtualClock;
  readonly reports: UsageReports;
  settings: ReportSettings;
  /** What waits in the spool. */
  unsent: Instant | undefined;
  write(points: readonly TestPoint[]): Promise<void>;
  /** Closes windows with the totals of the points that are there now, as a rollup would. */
  close(...starts: readonly Instant[]): Promise<void>;
  /** Gives windows totals that are wrong, and marks them stale, or not at all. */
  spoil(state: 'stale' | 'absent', ...starts: readonly Instant[]): Promise<void>;
}

export function usageWorld(o: {
  now: Instant;
  settings?: Partial<ReportSettings>;
  store?: MetricsStore;
}): UsageWorld {
  const store = o.store ?? createMemoryStore();
  const clock = new VirtualClock(o.now);
  const world: UsageWorld = {
    store,
    clock,
    reports: new UsageReports({ store, clock, settings: () => world.settings, unsent: () => world.unsent }),
    settings: { ...usualSettings, ...o.settings },
    unsent: undefined,
    async write(points) {
      await store.write(columns(points), calm);
    },
    async close(...starts) {
      for (const start of starts) await closeWindow(world, start);
    },
    async spoil(state, ...starts) {
      const marks = starts.map((start) => markOf(start, { state: 'stale' }));
      await store.writeTotals(starts.map(wrongTotal), state === 'stale' ? marks : [], calm);
    },
  };
  return world;
}

/** Starts of the windows from one time on, before another. */
export function windowsBetween(from: Instant, to: Instant): readonly Instant[] {
  const count = Number((to - from) / QUARTER);
  return Array.from({ length: count }, (_, at) => from + BigInt(at) * QUARTER);
}

/** A point of a process every so often, the first one step after `from`, the last at `to`. */
export function gauge(
  measurement: string,
  tags: Tags,
  o: { from: Instant; to: Instant; step: Instant; value: number; seconds?: number },
): readonly TestPoint[] {
  const series = { measurement, tags };
  const count = Number((o.to - o.from) / o.step);
  return Array.from({ length: count }, (_, at) => ({
    series,
    time: o.from + BigInt(at + 1) * o.step,
    value: o.value,
    ...(o.seconds !== undefined && { seconds: o.seconds }),
  }));
}

async function closeWindow(world: UsageWorld, start: Instant): Promise<void> {
  const { store, clock, settings } = world;
  const end = start + QUARTER;
  const reach = BigInt(settings.horizon) * 1_000_000n;
  const run = { bounds: [start, end], since: start - reach, until: end + reach };
  const { processes, reaches } = await integrate({ store, clock, ...settings }, run, calm);
  const rows = processes.flatMap(({ owner, slices }) =>
    [...slices.values()].flatMap((amounts) => totalsOf(owner, amounts, start)),
  );
  const spans = [...reaches, ...(await ownReaches(world, start, end + reach))].filter(
    ({ from, to }) => from < end && to > start,
  );
  const since = spans.reduce((least, { from }) => (from < least ? from : least), start);
  const until = spans.reduce((most, { to }) => (to > most ? to : most), end + SETTLE);
  await store.writeTotals(together(rows), [markOf(start, { since, until })], calm);
}

/** What the samples in (from, to] stand for that say it themselves. */
async function ownReaches({ store }: UsageWorld, from: Instant, to: Instant) {
  const points = await scanned(store, { measurements: ACCOUNTED, from: from + 1n, to });
  return points.flatMap(({ time, seconds }) =>
    seconds === undefined ? [] : [{ from: time - BigInt(seconds) * SECOND, to: time }],
  );
}

function totalsOf(
  { namespace, account, job, user }: Owner,
  amounts: Amounts,
  start: Instant,
): readonly Total[] {
  const end = start + QUARTER;
  const of = (level: Level, owner: { job: string; user: string }): Total => {
    return { ...amounts, level, namespace, account, start, end, ...owner };
  };
  return [of('account', { job: '', user: '' }), of('user', { job: '', user }), of('job', { job, user })];
}

function together(rows: readonly Total[]): readonly Total[] {
  const sums = new Map<string, Total>();
  for (const row of rows) {
    const key = JSON.stringify([row.level, row.namespace, row.account, row.job, row.user]);
    sums.set(key, { ...row, ...add(sums.get(key) ?? none, row) });
  }
  return [...sums.values()];
}

function wrongTotal(start: Instant): Total {
  const owner = { namespace: 'wrong', account: 'wrong', job: '', user: '' };
  return { ...none, cpu: 1e6, level: 'account', ...owner, start, end: start + QUARTER };
}

function markOf(start: Instant, given: Partial<WindowMark>): WindowMark {
  return { start, state: 'closed', since: start, until: start + QUARTER, interval: 60_000, ...given };
}
