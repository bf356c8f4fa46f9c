import { quantity } from '../functions/quantity.ts';
import type { Reading } from '../reading.ts';
import type { MetricMemory, ScalerMetric, SignalRequest, Signals } from '../scaler-metric.ts';
import { NOTHING } from './memory-of-parts.ts';
import { readingOf } from './reading-of.ts';

export interface LeafOptions {
  readonly expression: string;
  /** Default: the expression. */
  readonly text?: string;
  readonly request: SignalRequest;
}

/** A metric that is one signal. */
export abstract class Leaf implements ScalerMetric {
  readonly expression: string;
  readonly text: string;
  readonly needs: readonly [SignalRequest];
  readonly stateful = false;

  constructor(options: LeafOptions) {
    this.expression = options.expression;
    this.text = options.text ?? options.expression;
    this.needs = [options.request];
  }

  evaluate(inputs: Signals): { reading: Reading; memory: MetricMemory } {
    const { key } = this.needs[0];
    const said = inputs.signal(key);
    const signal =
      said.kind === 'unknown' ? said : quantity(said.value, said.observedAt, said.atLeast === true);
    return { reading: readingOf(this.text, { signal }, inputs, []), memory: NOTHING };
  }
}
