import type { Tags } from '../../../../src/accounting/points.ts';
import type { Total } from '../../../../src/accounting/totals.ts';
import { calm, tagsOf, type TestPoint } from '../../../support/points.ts';
import { ZERO } from './random-history.ts';
import type { RollupWorld } from './rollup-world.ts';

/** Nanoseconds, as seconds after the zero. */
export function at(seconds: number): bigint {
  return ZERO + BigInt(Math.round(seconds * 1e9));
}

export interface SampleOptions {
  readonly process?: string;
  readonly tags?: Tags;
  /** What each sample says it stands for. */
  readonly seconds?: number;
}

function series(measurement: string, { process = 'web-aaaaa', tags = {} }: SampleOptions) {
  return { measurement, tags: { ...tagsOf('shop', 'web', process), ...tags } };
}

/** Samples of so many millicores at these times. */
export function rates(
  millicores: number,
  times: readonly number[],
  o: SampleOptions = {},
): readonly TestPoint[] {
  const one = series('cpu/usage_rate', o);
  const seconds = o.seconds === undefined ? {} : { seconds: o.seconds };
  return times.map((time) => ({ series: one, time: at(time), value: millicores, ...seconds }));
}

/** Bytes in use at these times. */
export function bytes(value: number, times: readonly number[], o: SampleOptions = {}): readonly TestPoint[] {
  return rates(value, times, o).map((point) => ({ ...point, series: series('memory/usage', o) }));
}

/** A counter of a process that has used a core from second 0 on, read at these times. */
export function counter(times: readonly number[], o: SampleOptions = {}): readonly TestPoint[] {
  return rates(0, times, o).map((point, place) => ({
    ...point,
    series: series('cpu/usage', o),
    value: (times[place] ?? 0) * 1e9,
  }));
}

/** Every `step` seconds after `from` up to `to`. */
export function every(step: number, from: number, to: number): readonly number[] {
  return Array.from({ length: Math.floor((to - from) / step) }, (_, place) => from + (place + 1) * step);
}

/** The account's total of the window that starts so many seconds after the zero. */
export async function totalOf(world: RollupWorld, start: number): Promise<Total | undefined> {
  const window = { from: at(start), to: at(start + 900) };
  const [total] = await world.store.sumTotals({ level: 'account', ...window }, calm);
  return total;
}

/** Starts of windows, in seconds after the zero, by the state of their marks. */
export async function windows(world: RollupWorld): Promise<Readonly<Record<string, readonly number[]>>> {
  const marks = await world.marks();
  const states = Object.entries(Object.groupBy(marks, ({ state }) => state));
  return Object.fromEntries(
    states.map(([state, some]) => [state, some.map(({ start }) => Number(start - ZERO) / 1e9)]),
  );
}

/** The windows that were added up since the last time one asked. */
export function addedUp(world: RollupWorld): readonly number[] {
  const calls = world.unreliable.calls.splice(0);
  const closed = calls.flatMap(({ name, of }) => (name === 'writeTotals' ? closedIn(of) : []));
  return [...new Set(closed)].toSorted((a, b) => a - b);
}

function closedIn(of: unknown): readonly number[] {
  const { marks } = of as {
    marks: readonly { start: bigint; state: string }[];
  };
  return marks.filter(({ state }) => state === 'closed').map(({ start }) => Number(start - ZERO) / 1e9);
}
