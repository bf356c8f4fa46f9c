import type { JobScale } from '../../src/jobs/job-scale.ts';
import { parseMetric } from '../../src/scaling/expression/parse.ts';
import { MetricRegistry } from '../../src/scaling/metric-registry.ts';
import type { Reading, Signal } from '../../src/scaling/reading.ts';
import type { MetricMemory, ScalerMetric, Signals } from '../../src/scaling/scaler-metric.ts';

export const SECOND = 1_000_000_000n;
export const NOW = 1_700_000_000n * SECOND;
export const JOB = { namespace: 'ns', name: 'w' };

const registry = new MetricRegistry();

export function parse(expression: string): ScalerMetric {
  return parseMetric(expression, { registry, job: JOB });
}

export function value(of: number, observedAt: bigint = NOW, atLeast = false): Signal {
  return atLeast
    ? { kind: 'value', value: of, observedAt, atLeast }
    : { kind: 'value', value: of, observedAt };
}

export const lost: Signal = { kind: 'unknown', reason: 'lost' };

/** A scale that settled long ago. */
export function scaleOf(requested: number, more: Partial<JobScale> = {}): JobScale {
  const long = NOW - 86_400n * SECOND;
  return { requested, running: requested, changedAt: long, settledAt: long, ...more };
}

export interface Moment {
  readonly now?: bigint;
  readonly scale?: JobScale;
  readonly memory?: MetricMemory;
  readonly interval?: bigint;
  /** By the metric's or queue's name; a number is observed now. */
  readonly signals?: Readonly<Record<string, number | Signal>>;
}

/** Evaluates at one moment; signals are given by the first name that their key holds. */
export function evaluate(
  metric: ScalerMetric,
  moment: Moment = {},
): { reading: Reading; memory: MetricMemory } {
  const { now = NOW, scale = scaleOf(1), memory = {}, interval = 10n * SECOND, signals = {} } = moment;
  const inputs: Signals = {
    now,
    interval,
    scale,
    signal(key) {
      const found = Object.entries(signals).find(([name]) => key.includes(`"${name}"`));
      if (found === undefined) return { kind: 'unknown', reason: `no ${key}` };
      return typeof found[1] === 'number' ? value(found[1], now) : found[1];
    },
  };
  return metric.evaluate(inputs, memory);
}

export function read(metric: ScalerMetric | string, moment: Moment = {}): Reading {
  return evaluate(typeof metric === 'string' ? parse(metric) : metric, moment).reading;
}

/** The value, `>=` before it if it is a lower bound, or the reason. */
export function said(reading: Reading): string {
  if (reading.kind === 'unknown') return `unknown: ${reading.reason}`;
  return `${reading.atLeast ? '>=' : ''}${reading.value}`;
}
