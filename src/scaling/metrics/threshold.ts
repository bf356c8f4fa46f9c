import { InvalidError } from '../../lib/errors.ts';
import { writeCall, writeNumber } from '../expression/write.ts';
import { quantity } from '../functions/quantity.ts';
import type { Reading } from '../reading.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { onlyPart, type Result } from './reading-of.ts';

/**
 * +step above the upper bound, -step below the lower, else 0; equal to a bound is inside. InvalidError
 * unless lower <= upper, both finite, and step is above 0.
 */
export class Threshold extends Composite {
  readonly lower: number;
  readonly upper: number;
  readonly step: number;

  constructor(metric: Operand, bounds: readonly [lower: number, upper: number], step = 1) {
    const [lower, upper] = bounds;
    if (!(Number.isFinite(lower) && Number.isFinite(upper) && lower <= upper)) {
      throw new InvalidError(
        'bad-metric',
        `the thresholds (${lower}, ${upper}) are none; write the lower one first, as in (60, 80)`,
      );
    }
    if (!(Number.isFinite(step) && step > 0))
      throw new InvalidError('bad-metric', `the step is ${step}; it must be above 0`);
    const pair = `(${writeNumber(lower).text}, ${writeNumber(upper).text})`;
    super({
      parts: [toMetric(metric)],
      write: ([part = '']) => writeCall('Threshold', [part, pair, String(step)]),
    });
    this.lower = lower;
    this.upper = upper;
    this.step = step;
  }

  protected compute(parts: readonly Reading[]): Result {
    const part = onlyPart(parts);
    if (part.kind === 'unknown') return { signal: part };
    const value = part.value > this.upper ? this.step : part.value < this.lower ? -this.step : 0;
    return { signal: quantity(value, part.observedAt, part.atLeast === true) };
  }
}
