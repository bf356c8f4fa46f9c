import {
  CPU_RATE,
  CPU_REQUEST,
  CPU_USAGE,
  GPU_REQUEST,
  MEMORY_REQUEST,
  MEMORY_USAGE,
} from '../../../../src/accounting/measurements.ts';
import {
  integrate,
  type Integral,
  type Integration,
  type ProcessAmounts,
  type Run,
} from '../../../../src/accounting/integral/integrate.ts';
import { add, none } from '../../../../src/accounting/amounts.ts';
import type { Series, Tags } from '../../../../src/accounting/points.ts';
import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import type { Amounts } from '../../../../src/accounting/totals.ts';
import type { Instant } from '../../../../src/lib/time.ts';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { calm, tagsOf, type TestPoint } from '../../../support/points.ts';
import { PointsInOrder, type Order } from './points-in-order.ts';

/** The zero of these histories; they tell time in seconds. */
const ZERO: Instant = 1_760_000_000_123_456_789n;

/** Names for measurements, short enough for a line a series. */
export const MEASURED = {
  usage: CPU_USAGE,
  rate: CPU_RATE,
  mem: MEMORY_USAGE,
  gpu: GPU_REQUEST,
  cpuRequest: CPU_REQUEST,
  memRequest: MEMORY_REQUEST,
} as const;
export type Measured = keyof typeof MEASURED;

export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `seconds` after the zero, to the nanosecond. */
export function at(seconds: number): Instant {
  return ZERO + BigInt(Math.round(seconds * 1e9));
}

export function secondsAt(instant: Instant): number {
  return Number(instant - ZERO) / 1e9;
}

type Sample = readonly [time: number, value: number, seconds?: number];

/** Points of one series of a process of job `job` in namespace `ns`. */
export function series(
  measured: Measured,
  process: string,
  samples: readonly Sample[],
  tags: Tags = {},
): readonly TestPoint[] {
  const one: Series = {
    measurement: MEASURED[measured],
    tags: { ...tagsOf('ns', 'job', process), ...tags },
  };
  return samples.map(([time, value, seconds]) => ({
    series: one,
    time: at(time),
    value,
    ...(seconds !== undefined && { seconds }),
  }));
}

/** Samples of a value that does not change, every `step` seconds after `from` up to `to`. */
export function steady(value: number, from: number, to: number, step = MINUTE): readonly Sample[] {
  const times = Array.from({ length: Math.floor((to - from) / step) }, (_, n) => from + (n + 1) * step);
  return times.map((time) => [time, value]);
}

/** A counter of so many millicores, from 0. */
export function counting(millicores: number, from: number, to: number, step = MINUTE): readonly Sample[] {
  const grown = steady(0, from, to, step).map(([time]): Sample => [time, (time - from) * millicores * 1e6]);
  return [[from, 0], ...grown];
}

export interface Question extends Partial<Omit<Integration, 'intervalAt'>> {
  /** Seconds. */
  readonly bounds: readonly number[];
  readonly since?: number;
  readonly until?: number;
  readonly match?: Tags;
  /** Seconds at a time in seconds. */
  readonly intervalAt?: (time: number) => number;
  readonly order?: Order;
  /** Instead of one that holds the points. */
  readonly store?: Pick<MetricsStore, 'scan' | 'newest'>;
}

/** What `integrate` makes of the points. By default it looks at all of a day before and after. */
export function integral(
  points: readonly TestPoint[],
  { bounds, since, until, match, order, intervalAt = () => MINUTE, store, ...more }: Question,
): Promise<Integral> {
  const run: Run = {
    bounds: bounds.map(at),
    since: at(since ?? -DAY),
    until: at(until ?? DAY),
    ...(match && { match }),
  };
  const settings: Integration = {
    accountTag: 'namespace_name',
    horizon: 2 * DAY * 1000,
    intervalAt: (time) => intervalAt(secondsAt(time)) * 1000,
    ...more,
  };
  const source = store ?? new PointsInOrder(points, order);
  return integrate({ store: source, clock: new VirtualClock(), ...settings }, run, calm);
}

/** All processes together, by slice. */
export async function amounts(points: readonly TestPoint[], question: Question): Promise<readonly Amounts[]> {
  const { processes } = await integral(points, question);
  return question.bounds.slice(1).map((_, slice) => sumOf(processes, slice));
}

function sumOf(processes: readonly ProcessAmounts[], slice: number): Amounts {
  return processes.map(({ slices }) => slices.get(slice) ?? none).reduce(add, none);
}
