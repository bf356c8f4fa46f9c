import { InvalidError } from '../../lib/errors.ts';
import { writeCall } from '../expression/write.ts';
import type { MetricFunction } from '../functions/metric-function.ts';
import { toMetricFunction, type FunctionLike } from '../functions/script-function.ts';
import type { Reading } from '../reading.ts';
import { Composite } from './composite.ts';
import { toMetric, type Operand } from './constant.ts';
import { FUNCTION, type Result } from './reading-of.ts';

/**
 * Several metrics made one: by maximum, minimum, sum, mean, median, product, or a function of as many
 * values. With maximum, what is known is a lower bound while a part is unknown. InvalidError if there is
 * no part, or the function takes another number of values.
 */
export class Combine extends Composite {
  readonly #function: MetricFunction;

  constructor(metrics: readonly Operand[], f: FunctionLike) {
    const combine = toMetricFunction(f);
    if (metrics.length === 0)
      throw new InvalidError('bad-metric', 'there is nothing to combine; name at least one metric');
    if (combine.arity !== undefined && combine.arity !== metrics.length) {
      throw new InvalidError(
        'bad-metric',
        `the function takes ${combine.arity} values, but there are ${metrics.length} metrics`,
      );
    }
    super({
      parts: metrics.map(toMetric),
      write: (parts) => writeCall('Combine', [`[${parts.join(', ')}]`, combine.expression ?? FUNCTION]),
      opaque: combine.expression === undefined,
    });
    this.#function = combine;
  }

  protected compute(parts: readonly Reading[]): Result {
    return { signal: this.#function.apply(parts) };
  }
}
