import type { Instant } from '../../lib/time.ts';
import type { Signal } from '../reading.ts';
import type { MetricFunction } from './metric-function.ts';
import { ALWAYS, isAtLeast, older, quantity, unknown } from './quantity.ts';

/** A function of any number of values that rises with each of them, or does so for the values at hand. */
function reducer(
  name: string,
  compute: (values: readonly number[]) => number,
  rises: (values: readonly number[]) => boolean = () => true,
): MetricFunction {
  function apply(signals: readonly Signal[]): Signal {
    const values: number[] = [];
    let observedAt: Instant = ALWAYS;
    let bounds = false;
    for (const signal of signals) {
      if (signal.kind === 'unknown') return signal;
      values.push(signal.value);
      observedAt = older(observedAt, signal.observedAt);
      bounds ||= isAtLeast(signal);
    }
    if (values.length === 0) return unknown(`${name} of nothing`);
    if (bounds && !rises(values)) return unknown(`${name} of a value that may be higher`);
    return quantity(compute(values), observedAt, bounds);
  }
  return { expression: name, arity: undefined, apply };
}

/** The greatest of what is known: where something is unknown, the truth is at least that. */
const maximum: MetricFunction = {
  expression: 'maximum',
  arity: undefined,
  apply(signals) {
    let greatest = Number.NEGATIVE_INFINITY;
    let observedAt: Instant = ALWAYS;
    let bounds = false;
    let reason: string | undefined;
    for (const signal of signals) {
      if (signal.kind === 'unknown') {
        reason ??= signal.reason;
        continue;
      }
      if (signal.value > greatest) greatest = signal.value;
      observedAt = older(observedAt, signal.observedAt);
      bounds ||= isAtLeast(signal);
    }
    if (greatest === Number.NEGATIVE_INFINITY) return unknown(reason ?? 'maximum of nothing');
    return quantity(greatest, observedAt, bounds || reason !== undefined);
  },
};

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Measured from the first value, so that the mean of equal values is that value to the last bit. */
export function mean(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  return first + sum(values.map((value) => value - first)) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return low === high ? low : low + (high - low) / 2;
}

/** What Combine can do with its parts. */
export const reducers = {
  maximum,
  minimum: reducer('minimum', (values) => Math.min(...values)),
  sum: reducer('sum', sum),
  mean: reducer('mean', mean),
  median: reducer('median', median),
  product: reducer(
    'product',
    (values) => values.reduce((total, value) => total * value, 1),
    (values) => values.every((value) => value >= 0),
  ),
} as const satisfies Readonly<Record<string, MetricFunction>>;

export type ReducerName = keyof typeof reducers;

/** As others call them. */
const aliases: Readonly<Record<string, ReducerName>> = { max: 'maximum', min: 'minimum', prod: 'product' };

export const reducerNames: readonly string[] = Object.keys(reducers);

/** Undefined if there is none of this name. */
export function reducerNamed(name: string): MetricFunction | undefined {
  if (isReducerName(name)) return reducers[name];
  const meant = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  return meant && reducers[meant];
}

function isReducerName(name: string): name is ReducerName {
  return Object.hasOwn(reducers, name);
}
