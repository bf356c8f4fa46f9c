import { InvalidError, messageOf } from '../../lib/errors.ts';
import type { Instant } from '../../lib/time.ts';
import type { MetricFunction } from './metric-function.ts';
import { ALWAYS, isAtLeast, older, quantity, unknown } from './quantity.ts';
import { reducerNamed, reducerNames } from './reducers.ts';

/** A function as code gives it: a JavaScript function of numbers, the name of a reducer, or one made already. */
export type FunctionLike = ((...values: number[]) => number) | string | MetricFunction;

/** InvalidError for a name that stands for nothing. */
export function toMetricFunction(like: FunctionLike): MetricFunction {
  if (typeof like === 'function') return scriptFunction(like);
  if (typeof like !== 'string') return like;
  const named = reducerNamed(like);
  if (named !== undefined) return named;
  throw new InvalidError(
    'bad-metric',
    `there is no function "${like}"; give one of ${reducerNames.join(', ')}, or a function`,
  );
}

/** Nobody can see into it, so it says nothing unless every argument is known exactly. */
function scriptFunction(compute: (...values: number[]) => number): MetricFunction {
  return {
    expression: undefined,
    arity: undefined,
    apply(signals) {
      const values: number[] = [];
      let observedAt: Instant = ALWAYS;
      for (const signal of signals) {
        if (signal.kind === 'unknown') return signal;
        if (isAtLeast(signal)) return unknown('a function of a value that may be higher');
        values.push(signal.value);
        observedAt = older(observedAt, signal.observedAt);
      }
      try {
        return quantity(compute(...values), observedAt, false);
      } catch (error) {
        return unknown(`the function failed: ${messageOf(error)}`);
      }
    },
  };
}
