import { InvalidError } from '../../lib/errors.ts';
import { level, levelOfOperator, writeCall, writeOperation, type Piece } from '../expression/write.ts';
import type { MetricFunction } from '../functions/metric-function.ts';
import { numericFunction } from '../functions/numeric.ts';
import { operators, type OperatorName } from '../functions/operators.ts';
import type { Reading } from '../reading.ts';
import type { ScalerMetric } from '../scaler-metric.ts';
import { Composite } from './composite.ts';
import { Constant, toMetric, type Operand } from './constant.ts';
import type { Result } from './reading-of.ts';

/**
 * Arithmetic on metrics and numbers: `+ - * /`, comparisons (1 or 0), `?` (condition, yes, no), `negate`,
 * and min, max, abs, ceil, floor, round, sqrt. InvalidError for another name or number of operands.
 */
export class Operation extends Composite {
  readonly operator: string;
  readonly #function: MetricFunction;

  constructor(operator: string, operands: readonly Operand[]) {
    const compute = isOperator(operator) ? operators[operator] : numericFunction(operator);
    if (compute === undefined) throw new InvalidError('bad-metric', `there is no operation "${operator}"`);
    if (operands.length === 0 || (compute.arity !== undefined && compute.arity !== operands.length)) {
      throw new InvalidError(
        'bad-metric',
        `${operator} takes ${compute.arity ?? 'one or more'} values, but there are ${operands.length}`,
      );
    }
    const parts = operands.map(toMetric);
    const levels = parts.map(levelOf);
    super({
      parts,
      write: (texts) =>
        isOperator(operator)
          ? writeOperation(
              operator,
              texts.map((text, index): Piece => ({ text, level: levels[index] ?? level.primary })),
            )
          : writeCall(operator, texts),
    });
    this.operator = operator;
    this.#function = compute;
  }

  protected compute(parts: readonly Reading[]): Result {
    return { signal: this.#function.apply(parts) };
  }
}

function isOperator(name: string): name is OperatorName {
  return Object.hasOwn(operators, name);
}

function levelOf(metric: ScalerMetric): number {
  if (metric instanceof Operation)
    return isOperator(metric.operator) ? levelOfOperator(metric.operator) : level.primary;
  return metric instanceof Constant && metric.value < 0 ? level.sign : level.primary;
}
