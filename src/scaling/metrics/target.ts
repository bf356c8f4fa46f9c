import { InvalidError } from '../../lib/errors.ts';
import { writeCall } from '../expression/write.ts';
import { quantity } from '../functions/quantity.ts';
import type { Reading } from '../reading.ts';
import { isWithin, roundUp } from '../round-up.ts';
import type { Signals } from '../scaler-metric.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { onlyPart, type Result } from './reading-of.ts';
import { settled } from './relative.ts';

const TOLERANCE = 0.1;

/**
 * The scale at which a metric of the average worker would meet its target: `ceil(scale * m / target)`, as the
 * HorizontalPodAutoscaler computes it; from scale 0, `ceil(m / target)`. No change while m is within the
 * tolerance of the target. InvalidError unless target is above 0 and tolerance at least 0.
 */
export class Target extends Composite {
  readonly target: number;
  readonly tolerance: number;

  constructor(metric: Operand, target: number, options: { readonly tolerance?: number } = {}) {
    const { tolerance = TOLERANCE } = options;
    if (!(Number.isFinite(target) && target > 0))
      throw new InvalidError('bad-metric', `the target is ${target}; it must be above 0`);
    checkTolerance(tolerance);
    const keywords = tolerance === TOLERANCE ? {} : { tolerance: String(tolerance) };
    super({
      parts: [toMetric(metric)],
      write: ([part = '']) => writeCall('Target', [part, String(target)], keywords),
    });
    this.target = target;
    this.tolerance = tolerance;
  }

  protected compute(parts: readonly Reading[], inputs: Signals): Result {
    const part = onlyPart(parts);
    if (part.kind === 'unknown') return { signal: part };
    const { requested } = inputs.scale;
    const ratio = part.value / this.target;
    const within = requested > 0 && isWithin(this.tolerance, ratio);
    const wanted = within
      ? requested
      : roundUp(requested === 0 ? ratio : (requested * part.value) / this.target);
    return settled(quantity(wanted, part.observedAt, part.atLeast === true), part, inputs.scale);
  }
}

export function checkTolerance(tolerance: number): void {
  if (Number.isFinite(tolerance) && tolerance >= 0) return;
  throw new InvalidError('bad-metric', `the tolerance is ${tolerance}; it must be 0 or more, such as 0.1`);
}
