import { older } from '../functions/quantity.ts';
import type { Reading, ReadingNode, Signal } from '../reading.ts';
import type { ScalerMetric, Signals } from '../scaler-metric.ts';

/** Stands for a JavaScript function where a metric is shown. */
export const FUNCTION = '<function>';

/** The metric as people see it. */
export function textOf(metric: ScalerMetric): string {
  return metric.text ?? metric.expression ?? '<metric>';
}

/** What a metric makes of its parts: a value or unknown, and a remark. */
export interface Result {
  readonly signal: Signal;
  readonly note?: string;
}

/** The result as a reading; nothing was observed later than now, whatever a source's clock says. */
export function readingOf(text: string, result: Result, inputs: Signals, parts: readonly Reading[]): Reading {
  const { signal, note } = result;
  const node = nodeOf(text, signal, note, parts);
  if (signal.kind === 'unknown') return { kind: 'unknown', reason: signal.reason, node };
  const observedAt = older(signal.observedAt, inputs.now);
  return signal.atLeast
    ? { kind: 'value', value: signal.value, observedAt, atLeast: true, node }
    : { kind: 'value', value: signal.value, observedAt, node };
}

function nodeOf(
  text: string,
  signal: Signal,
  note: string | undefined,
  parts: readonly Reading[],
): ReadingNode {
  return {
    expression: text,
    ...(signal.kind === 'unknown' ? { unknown: signal.reason } : { value: signal.value }),
    ...(signal.kind === 'value' && signal.atLeast ? { atLeast: true } : undefined),
    ...(note === undefined ? undefined : { note }),
    ...(parts.length === 0 ? undefined : { parts: parts.map((part) => part.node) }),
  };
}

const noPart: Signal = { kind: 'unknown', reason: 'the metric has no part' };

/** The reading of a metric that is made of one other. */
export function onlyPart(parts: readonly Reading[]): Signal {
  return parts[0] ?? noPart;
}
