import { messageOf } from '../../lib/errors.ts';
import { quantity } from '../functions/quantity.ts';
import type { Reading, Signal } from '../reading.ts';
import type { MetricMemory, ScalerMetric, Signals } from '../scaler-metric.ts';
import { readingOf, textOf } from './reading-of.ts';

/** Evaluates a metric of which it is not known whether it keeps its promises: users' own may throw or give no number. */
export function evaluateSafely(
  metric: ScalerMetric,
  inputs: Signals,
  memory: MetricMemory,
): { readonly reading: Reading; readonly memory: MetricMemory } {
  try {
    const evaluated = metric.evaluate(inputs, memory);
    const { reading } = evaluated;
    if (reading.kind === 'unknown' || Number.isFinite(reading.value)) return evaluated;
    const signal = quantity(reading.value, reading.observedAt, false);
    return { reading: readingOf(textOf(metric), { signal }, inputs, []), memory: evaluated.memory };
  } catch (error) {
    const signal: Signal = { kind: 'unknown', reason: `the metric failed: ${messageOf(error)}` };
    return { reading: readingOf(textOf(metric), { signal }, inputs, []), memory };
  }
}
