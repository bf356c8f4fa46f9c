import type { Signal } from '../reading.ts';
import type { MetricFunction } from './metric-function.ts';
import { isAtLeast, older, quantity, unknown } from './quantity.ts';

/** How far a lower bound of each side carries: the result rises with that side. */
interface Rises {
  readonly left: (a: number, b: number) => boolean;
  readonly right: (a: number, b: number) => boolean;
}

const always = (): boolean => true;
const never = (): boolean => false;

function binary(name: string, rises: Rises, compute: (a: number, b: number) => number): MetricFunction {
  function apply([a, b]: readonly Signal[]): Signal {
    if (a === undefined || b === undefined) return unknown(`${name} needs two values`);
    if (a.kind === 'unknown') return a;
    if (b.kind === 'unknown') return b;
    const bounds = isAtLeast(a) || isAtLeast(b);
    if (isAtLeast(a) && !rises.left(a.value, b.value)) return notABound(name);
    if (isAtLeast(b) && !rises.right(a.value, b.value)) return notABound(name);
    if (name === '/' && b.value === 0) return unknown('division by zero');
    return quantity(compute(a.value, b.value), older(a.observedAt, b.observedAt), bounds);
  }
  return { expression: name, arity: 2, apply };
}

function notABound(name: string): Signal {
  return unknown(`${name} of a value that may be higher`);
}

function truth(holds: boolean): number {
  return holds ? 1 : 0;
}

const risesLeft: Rises = { left: always, right: never };
const risesRight: Rises = { left: never, right: always };
const neither: Rises = { left: never, right: never };
/** A product rises with a side while the other is not negative; two lower bounds must both be so. */
const product: Rises = { left: (a, b) => b >= 0 && a >= 0, right: (a, b) => a >= 0 && b >= 0 };

const negate: MetricFunction = {
  expression: '-',
  arity: 1,
  apply([a]) {
    if (a === undefined || a.kind === 'unknown') return a ?? unknown('- needs a value');
    return isAtLeast(a) ? notABound('-') : quantity(-a.value, a.observedAt, false);
  },
};

/**
 * `condition ? yes : no`; any number but 0 holds. While the other branch is unknown or a lower bound, so is the
 * result a lower bound: nothing is scaled in on a metric that is known in part.
 */
const choose: MetricFunction = {
  expression: '?',
  arity: 3,
  apply([condition, yes, no]) {
    if (condition === undefined || yes === undefined || no === undefined)
      return unknown('? needs three values');
    if (condition.kind === 'unknown') return condition;
    if (isAtLeast(condition) && condition.value <= 0) return notABound('?');
    const [chosen, other] = condition.value === 0 ? [no, yes] : [yes, no];
    if (chosen.kind === 'unknown') return chosen;
    const exact = other.kind === 'value' && ![condition, yes, no].some(isAtLeast);
    return quantity(chosen.value, older(condition.observedAt, chosen.observedAt), !exact);
  },
};

/** By symbol; unary minus is `negate`. Comparisons give 1 or 0. */
export const operators = {
  '+': binary('+', { left: always, right: always }, (a, b) => a + b),
  '-': binary('-', risesLeft, (a, b) => a - b),
  '*': binary('*', product, (a, b) => a * b),
  '/': binary('/', { left: (_a, b) => b > 0, right: never }, (a, b) => a / b),
  '==': binary('==', neither, (a, b) => truth(a === b)),
  '!=': binary('!=', neither, (a, b) => truth(a !== b)),
  '<': binary('<', risesRight, (a, b) => truth(a < b)),
  '<=': binary('<=', risesRight, (a, b) => truth(a <= b)),
  '>': binary('>', risesLeft, (a, b) => truth(a > b)),
  '>=': binary('>=', risesLeft, (a, b) => truth(a >= b)),
  negate,
  '?': choose,
} as const satisfies Readonly<Record<string, MetricFunction>>;

export type OperatorName = keyof typeof operators;
