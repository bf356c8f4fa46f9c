import type { Json } from '../../lib/json.ts';
import type { Reading } from '../reading.ts';
import type { MetricMemory, ScalerMetric, SignalRequest, Signals } from '../scaler-metric.ts';
import { evaluateSafely } from './evaluate-safely.ts';
import { keepMemoryOfPart, memoryOfPart, NOTHING } from './memory-of-parts.ts';
import { readingOf, textOf, type Result } from './reading-of.ts';

export interface CompositeOptions {
  readonly parts: readonly ScalerMetric[];
  /** The expression, given those of the parts. */
  readonly write: (parts: readonly string[]) => string;
  /** True if it holds a JavaScript function. */
  readonly opaque?: boolean;
  /** True if it remembers something itself. */
  readonly remembers?: boolean;
}

/** A metric made of others: evaluates its parts, each with its own memory, and computes one result of their readings. */
export abstract class Composite implements ScalerMetric {
  readonly parts: readonly ScalerMetric[];
  readonly expression: string | undefined;
  readonly text: string;
  readonly needs: readonly SignalRequest[];
  readonly stateful: boolean;

  constructor(options: CompositeOptions) {
    const { parts, write } = options;
    const expressions = parts.map((part) => part.expression).filter((part) => part !== undefined);
    this.parts = parts;
    this.expression = options.opaque || expressions.length < parts.length ? undefined : write(expressions);
    const text = write(parts.map(textOf));
    this.text = text === this.expression ? this.expression : text; // one string, not two
    this.needs = parts.flatMap((part) => part.needs);
    this.stateful = options.remembers === true || parts.some((part) => part.stateful !== false);
  }

  evaluate(inputs: Signals, memory: MetricMemory): { reading: Reading; memory: MetricMemory } {
    const evaluated = this.evaluateParts(inputs, memory);
    const result = this.compute(evaluated.readings, inputs);
    return { reading: readingOf(this.text, result, inputs, evaluated.readings), memory: evaluated.memory };
  }

  /** What the whole makes of the readings of its parts. */
  protected abstract compute(parts: readonly Reading[], inputs: Signals): Result;

  protected evaluateParts(
    inputs: Signals,
    memory: MetricMemory,
  ): { readings: readonly Reading[]; memory: MetricMemory } {
    const readings: Reading[] = [];
    let next: Record<string, Json> | undefined;
    for (const [index, part] of this.parts.entries()) {
      const remembers = part.stateful !== false;
      const evaluated = evaluateSafely(part, inputs, remembers ? memoryOfPart(memory, index) : NOTHING);
      readings.push(evaluated.reading);
      if (remembers) keepMemoryOfPart((next ??= {}), index, evaluated.memory);
    }
    return { readings, memory: next ?? NOTHING };
  }
}
