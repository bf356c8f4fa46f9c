import type { MetricFunction } from '../functions/metric-function.ts';
import { numericFunction, numericFunctions } from '../functions/numeric.ts';
import { operators } from '../functions/operators.ts';
import { literal, unknown } from '../functions/quantity.ts';
import type { Signal } from '../reading.ts';
import { ExpressionError } from './expression-error.ts';
import { suggest } from './suggest.ts';
import type { Call, Lambda, Syntax } from './syntax.ts';
import { level, levelOfOperator, writeCall, writeNumber, writeOperation, type Piece } from './write.ts';

type Compute = (values: readonly Signal[]) => Signal;
type Compiled = Piece & { readonly compute: Compute };

/** A function written as `(a, b) -> max(a, b / 2)`: its body may use its parameters, numbers, operators and functions. */
export function compileLambda(lambda: Lambda, source: string): MetricFunction {
  const { parameters } = lambda;
  const body = compile(lambda.body, parameters, source);
  const [only] = parameters;
  const head = parameters.length === 1 ? only : `(${parameters.join(', ')})`;
  return { expression: `${head} -> ${body.text}`, arity: parameters.length, apply: body.compute };
}

function compile(syntax: Syntax, parameters: readonly string[], source: string): Compiled {
  switch (syntax.kind) {
    case 'number': {
      const value = literal(syntax.value);
      return { ...writeNumber(syntax.value), compute: () => value };
    }
    case 'name':
      return compileParameter(syntax.name, syntax.at, parameters, source);
    case 'operation': {
      const { operator } = syntax;
      const parts = syntax.operands.map((operand) => compile(operand, parameters, source));
      return {
        text: writeOperation(operator, parts),
        level: levelOfOperator(operator),
        compute: applied(operators[operator], parts),
      };
    }
    case 'call':
      return compileCall(syntax, parameters, source);
    case 'lambda':
    case 'list':
    case 'range':
    case 'text':
      throw new ExpressionError(
        source,
        syntax.at,
        `found a ${syntax.kind} in a function; it may use its parameters, numbers, operators and ${functionNames}`,
      );
  }
}

const functionNames = Object.keys(numericFunctions).join(', ');

function compileParameter(name: string, at: number, parameters: readonly string[], source: string): Compiled {
  const index = parameters.indexOf(name);
  if (index < 0)
    throw new ExpressionError(
      source,
      at,
      `the function has no parameter "${name}"${suggest(name, parameters)}`,
    );
  const missing = unknown(`the function was given no ${name}`);
  return { text: name, level: level.primary, compute: (values) => values[index] ?? missing };
}

function compileCall(call: Call, parameters: readonly string[], source: string): Compiled {
  const called = numericFunction(call.name);
  if (called === undefined) {
    const known = Object.keys(numericFunctions);
    throw new ExpressionError(
      source,
      call.at,
      `a function cannot call "${call.name}"${suggest(call.name, known)}`,
    );
  }
  checkArity(call, called, source);
  const parts = call.positional.map((part) => compile(part, parameters, source));
  const text = writeCall(
    call.name,
    parts.map((part) => part.text),
  );
  return { text, level: level.primary, compute: applied(called, parts) };
}

function applied(called: MetricFunction, parts: readonly Compiled[]): Compute {
  return (values) => called.apply(parts.map((part) => part.compute(values)));
}

/** min, max and the like take values only, as many as they say. */
export function checkArity(call: Call, called: MetricFunction, source: string): void {
  const [keyword] = call.keywords;
  if (keyword !== undefined)
    throw new ExpressionError(source, keyword.at, `${call.name} has no keyword "${keyword.name}"`);
  const given = call.positional.length;
  if (called.arity === undefined ? given > 0 : given === called.arity) return;
  throw new ExpressionError(
    source,
    call.at,
    `${call.name} takes ${called.arity ?? 'one or more'} values, but was given ${given}`,
  );
}
