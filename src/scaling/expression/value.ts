import type { MetricFunction } from '../functions/metric-function.ts';
import type { ScalerMetric } from '../scaler-metric.ts';

/** What a piece of an expression stands for. */
export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'metric'; readonly metric: ScalerMetric }
  | { readonly kind: 'function'; readonly function: MetricFunction }
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | { readonly kind: 'list'; readonly items: readonly Placed[] };

/** With where it begins. */
export interface Placed {
  readonly at: number;
  readonly value: Value;
}

const nouns: Readonly<Record<Value['kind'], string>> = {
  number: 'a number',
  text: 'a text',
  boolean: 'true or false',
  name: 'a name',
  metric: 'a metric',
  function: 'a function',
  range: 'a range',
  list: 'a list',
};

/** As an error names it. What a text holds is not repeated: it may be a secret. */
export function describeValue(value: Value): string {
  if (value.kind === 'number') return `the number ${value.value}`;
  return value.kind === 'name' ? `"${value.name}"` : nouns[value.kind];
}
