import type { Series } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Total, WindowMark } from '../../src/accounting/totals.ts';
import { later, type Instant } from '../../src/lib/time.ts';
import { tagsOf, type TestPoint } from '../support/points.ts';

export const HOUR = 3_600_000;
const WINDOW = HOUR / 4;
export const darts = { namespace: 'default', name: 'darts' };
export const cpu: Series = { measurement: 'cpu/usage_rate', tags: tagsOf('default', 'darts', 'darts-aaaaa') };
export const other: Series = {
  measurement: 'cpu/usage_rate',
  tags: tagsOf('default', 'darts', 'darts-bbbbb'),
};
export const memory: Series = { measurement: 'memory/usage', tags: cpu.tags };

export const settings = {
  retention: 12 * HOUR,
  shardDuration: 2 * HOUR,
  aggregateRetention: 400 * 24 * HOUR,
  replication: 1,
  initRetentionPolicy: 'alter',
  defaultRetentionPolicy: true,
} as const;

/**
 * The store under test, empty before each test. The base is the start of an hour; the store takes points of this
 * hour and of a day before it, and totals of a year before it.
 */
export interface Fixture {
  readonly store: MetricsStore;
  readonly base: Instant;
}

/** A point so many milliseconds, and nanoseconds, after the base. */
export function pointAt(
  { base }: Fixture,
  milliseconds: number,
  value: number,
  series = cpu,
  nanos = 0n,
): TestPoint {
  return { series, time: later(base, milliseconds) + nanos, value };
}

/** A period that holds all points of a test. */
export function everything({ base }: Fixture): { readonly from: Instant; readonly to: Instant } {
  return { from: later(base, -24 * HOUR), to: later(base, HOUR) };
}

/** Amounts no two of which are alike; those of different sizes add up exactly. */
export function amounts(size = 1) {
  return {
    cpu: size,
    mem: 2 * size,
    gpu: 4 * size,
    cpuRequested: 8 * size,
    memRequested: 16 * size,
    count: 32 * size,
    seconds: 64 * size,
    alive: 128 * size,
  };
}

/** The total of a job of a user's, so many windows after the base. */
export function totalAt({ base }: Fixture, window: number, changes: Partial<Total> = {}): Total {
  const start = later(base, window * WINDOW);
  const owner = { namespace: 'default', account: 'physics', job: 'darts', user: 'ann' };
  return { level: 'job', ...owner, start, end: later(start, WINDOW), ...amounts(), ...changes };
}

/** The mark of a closed window, so many windows after the base. */
export function markAt({ base }: Fixture, window: number, changes: Partial<WindowMark> = {}): WindowMark {
  const start = later(base, window * WINDOW);
  const [since, until] = [later(start, -60_000) - 1n, later(start, WINDOW + 60_000) + 1n];
  return { start, state: 'closed', since, until, interval: 15_000, ...changes };
}

/** What lies in windows from one to another, counted from the base. */
export function windows({ base }: Fixture, from: number, to: number) {
  return { from: later(base, from * WINDOW), to: later(base, to * WINDOW) };
}
