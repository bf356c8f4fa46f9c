import type { MetricFunction } from './metric-function.ts';
import { isAtLeast, quantity, unknown } from './quantity.ts';
import { reducers } from './reducers.ts';

function rising(
  name: string,
  compute: (value: number) => number,
  from = Number.NEGATIVE_INFINITY,
): MetricFunction {
  return {
    expression: name,
    arity: 1,
    apply([a]) {
      if (a === undefined || a.kind === 'unknown') return a ?? unknown(`${name} needs a value`);
      if (isAtLeast(a) && a.value < from) return unknown(`${name} of a value that may be higher`);
      return quantity(compute(a.value), a.observedAt, isAtLeast(a));
    },
  };
}

/** To the nearest whole number, halves to the even one, as Julia rounds. */
function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

const root = rising('sqrt', Math.sqrt);

/** The functions that expressions may call on metrics and numbers. */
export const numericFunctions: Readonly<Record<string, MetricFunction>> = {
  min: { ...reducers.minimum, expression: 'min' },
  max: { ...reducers.maximum, expression: 'max' },
  abs: rising('abs', Math.abs, 0),
  ceil: rising('ceil', Math.ceil),
  floor: rising('floor', Math.floor),
  round: rising('round', roundHalfToEven),
  sqrt: {
    ...root,
    apply(values) {
      const [a] = values;
      return a?.kind === 'value' && a.value < 0
        ? unknown('square root of a negative number')
        : root.apply(values);
    },
  },
};

/** Undefined if there is none of this name. */
export function numericFunction(name: string): MetricFunction | undefined {
  return Object.hasOwn(numericFunctions, name) ? numericFunctions[name] : undefined;
}
