import { InvalidError } from '../../lib/errors.ts';
import { writeCall } from '../expression/write.ts';
import { quantity } from '../functions/quantity.ts';
import type { Reading } from '../reading.ts';
import { isWithin } from '../round-up.ts';
import type { Signals } from '../scaler-metric.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { onlyPart, type Result } from './reading-of.ts';
import { checkTolerance } from './target.ts';

/**
 * The workers that a total needs at `k` for each: `m / k`. With a tolerance, the requested scale while what
 * each has is within it of `k`. InvalidError unless k is above 0 and tolerance at least 0.
 */
export class PerWorker extends Composite {
  readonly k: number;
  readonly tolerance: number;

  constructor(metric: Operand, k: number, options: { readonly tolerance?: number } = {}) {
    const { tolerance = 0 } = options;
    if (!(Number.isFinite(k) && k > 0))
      throw new InvalidError('bad-metric', `the share of a worker is ${k}; it must be above 0`);
    checkTolerance(tolerance);
    const keywords = tolerance === 0 ? {} : { tolerance: String(tolerance) };
    super({
      parts: [toMetric(metric)],
      write: ([part = '']) => writeCall('PerWorker', [part, String(k)], keywords),
    });
    this.k = k;
    this.tolerance = tolerance;
  }

  protected compute(parts: readonly Reading[], inputs: Signals): Result {
    const part = onlyPart(parts);
    if (part.kind === 'unknown') return { signal: part };
    const needed = part.value / this.k;
    const { requested } = inputs.scale;
    const within = this.tolerance > 0 && requested > 0 && isWithin(this.tolerance, needed / requested);
    return { signal: quantity(within ? requested : needed, part.observedAt, part.atLeast === true) };
  }
}
