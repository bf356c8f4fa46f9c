import { InvalidError } from '../../lib/errors.ts';
import type { Reading } from '../reading.ts';
import type { MetricMemory, ScalerMetric, SignalRequest, Signals } from '../scaler-metric.ts';
import { NOTHING } from './memory-of-parts.ts';

/** A number in the place of a metric; it is observed now. InvalidError if it is not finite. */
export class Constant implements ScalerMetric {
  readonly value: number;
  readonly expression: string;
  readonly needs: readonly SignalRequest[] = [];
  readonly stateful = false;

  constructor(value: number) {
    if (!Number.isFinite(value)) throw new InvalidError('bad-metric', `${value} is not a finite number`);
    this.value = value + 0;
    this.expression = String(value);
  }

  evaluate(inputs: Signals): { reading: Reading; memory: MetricMemory } {
    const { value, expression } = this;
    const reading: Reading = { kind: 'value', value, observedAt: inputs.now, node: { expression, value } };
    return { reading, memory: NOTHING };
  }
}

/** A metric, or a number where a metric may stand. */
export type Operand = ScalerMetric | number;

export function toMetric(operand: Operand): ScalerMetric {
  return typeof operand === 'number' ? new Constant(operand) : operand;
}
