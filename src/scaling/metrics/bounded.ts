import { InvalidError } from '../../lib/errors.ts';
import { writeCall, writeNumber } from '../expression/write.ts';
import { quantity } from '../functions/quantity.ts';
import type { Reading } from '../reading.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { onlyPart, type Result } from './reading-of.ts';

/** A metric clamped to [low, high]. Outermost, it bounds the scaler too. InvalidError unless low <= high, both finite. */
export class Bounded extends Composite {
  readonly low: number;
  readonly high: number;

  constructor(metric: Operand, bounds: readonly [low: number, high: number]) {
    const [low, high] = bounds;
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
      throw new InvalidError(
        'bad-metric',
        `the bounds ${low}:${high} are none; write the lower one first, as in 1:5`,
      );
    }
    const range = `${writeNumber(low).text}:${writeNumber(high).text}`;
    super({ parts: [toMetric(metric)], write: ([part = '']) => writeCall('Bounded', [part, range]) });
    this.low = low;
    this.high = high;
  }

  protected compute(parts: readonly Reading[]): Result {
    const part = onlyPart(parts);
    if (part.kind === 'unknown') return { signal: part };
    const value = Math.min(this.high, Math.max(this.low, part.value));
    if (value === part.value) return { signal: part };
    return {
      signal: quantity(value, part.observedAt, part.atLeast === true),
      note: `clamped from ${part.value}`,
    };
  }
}
