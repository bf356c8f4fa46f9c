import type { Series } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { later, type Instant } from '../../src/lib/time.ts';
import { tagsOf, type TestPoint } from '../support/points.ts';

export const HOUR = 3_600_000;
export const darts = { namespace: 'default', name: 'darts' };
export const cpu: Series = { measurement: 'cpu/usage_rate', tags: tagsOf('default', 'darts', 'darts-aaaaa') };
export const other: Series = {
  measurement: 'cpu/usage_rate',
  tags: tagsOf('default', 'darts', 'darts-bbbbb'),
};
export const memory: Series = { measurement: 'memory/usage', tags: cpu.tags };

/** The store under test, empty before each test, and a time that it takes points of, and of a day before. */
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
