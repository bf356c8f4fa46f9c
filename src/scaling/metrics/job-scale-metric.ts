import { InvalidError } from '../../lib/errors.ts';
import { writeCall } from '../expression/write.ts';
import type { MetricFunction } from '../functions/metric-function.ts';
import { operators } from '../functions/operators.ts';
import { literal } from '../functions/quantity.ts';
import { toMetricFunction, type FunctionLike } from '../functions/script-function.ts';
import type { Reading } from '../reading.ts';
import type { Signals } from '../scaler-metric.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { FUNCTION, onlyPart, type Result } from './reading-of.ts';
import { settled } from './relative.ts';

/**
 * A function of the requested scale and a metric; by default their sum. Says no change until the metric has
 * been observed after the last change. InvalidError if the function takes another number of values than two.
 */
export class JobScaleMetric extends Composite {
  readonly #function: MetricFunction;

  constructor(metric: Operand, f?: FunctionLike) {
    const compute = f === undefined ? operators['+'] : toMetricFunction(f);
    if (compute.arity !== undefined && compute.arity !== 2) {
      throw new InvalidError(
        'bad-metric',
        `the function takes ${compute.arity} values; it gets two, the scale and the value`,
      );
    }
    const shown = f === undefined ? [] : [compute.expression ?? FUNCTION];
    super({
      parts: [toMetric(metric)],
      write: ([part = '']) => writeCall('JobScaleMetric', [part, ...shown]),
      opaque: compute.expression === undefined,
    });
    this.#function = compute;
  }

  protected compute(parts: readonly Reading[], inputs: Signals): Result {
    const part = onlyPart(parts);
    if (part.kind === 'unknown') return { signal: part };
    return settled(this.#function.apply([literal(inputs.scale.requested), part]), part, inputs.scale);
  }
}
