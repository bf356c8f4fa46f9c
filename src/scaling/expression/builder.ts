import type { JobRef } from '../../jobs/job-ref.ts';
import { InvalidError } from '../../lib/errors.ts';
import { numericFunction, numericFunctions } from '../functions/numeric.ts';
import { operators } from '../functions/operators.ts';
import { literal } from '../functions/quantity.ts';
import type { MetricFunction } from '../functions/metric-function.ts';
import type { MetricFactory } from '../metric-factory.ts';
import type { MetricRegistry } from '../metric-registry.ts';
import { Constant } from '../metrics/constant.ts';
import { Operation } from '../metrics/operation.ts';
import type { ScalerMetric } from '../scaler-metric.ts';
import { ExpressionError } from './expression-error.ts';
import { checkArity, compileLambda } from './lambda.ts';
import { MetricArguments } from './metric-arguments.ts';
import { suggest } from './suggest.ts';
import type { Call, Syntax } from './syntax.ts';
import { describeValue, type Placed, type Value } from './value.ts';

export interface MetricContext {
  readonly registry: MetricRegistry;
  /** The scaler's own job. */
  readonly job: JobRef;
}

/** Gives the names of an expression their meaning. */
export class MetricBuilder {
  readonly #source: string;
  readonly #context: MetricContext;

  constructor(source: string, context: MetricContext) {
    this.#source = source;
    this.#context = context;
  }

  build(syntax: Syntax): Placed {
    return { at: syntax.at, value: this.#valueOf(syntax) };
  }

  #valueOf(syntax: Syntax): Value {
    switch (syntax.kind) {
      case 'number':
      case 'text':
        return syntax;
      case 'name':
        return nameValue(syntax.name);
      case 'list':
        return { kind: 'list', items: syntax.items.map((item) => this.build(item)) };
      case 'range':
        return { kind: 'range', low: this.#number(syntax.low), high: this.#number(syntax.high) };
      case 'lambda':
        return { kind: 'function', function: compileLambda(syntax, this.#source) };
      case 'operation':
        return this.#operation(operators[syntax.operator], syntax.operator, syntax.operands, syntax.at);
      case 'call':
        return this.#call(syntax);
    }
  }

  #number(syntax: Syntax): number {
    const value = this.#valueOf(syntax);
    if (value.kind === 'number') return value.value;
    throw new ExpressionError(
      this.#source,
      syntax.at,
      `a range goes from number to number, found ${describeValue(value)}`,
    );
  }

  /** Of numbers alone, the number; else a metric. */
  #operation(called: MetricFunction, name: string, syntaxes: readonly Syntax[], at: number): Value {
    const operands = syntaxes.map((syntax) => ({ at: syntax.at, value: this.#valueOf(syntax) }));
    const numbers = operands.flatMap(({ value }) => (value.kind === 'number' ? [literal(value.value)] : []));
    const constant = numbers.length === operands.length ? called.apply(numbers) : undefined;
    if (constant?.kind === 'value') return { kind: 'number', value: constant.value };
    const parts = operands.map((operand) => this.#operand(operand, name));
    return { kind: 'metric', metric: this.#placing(at, () => new Operation(name, parts)) };
  }

  #operand({ at, value }: Placed, name: string): ScalerMetric {
    if (value.kind === 'metric') return value.metric;
    if (value.kind === 'number') return new Constant(value.value);
    const hint = value.kind === 'name' ? this.#hint(value.name) : '';
    throw new ExpressionError(
      this.#source,
      at,
      `${name} works on metrics and numbers, found ${describeValue(value)}${hint}`,
    );
  }

  #call(call: Call): Value {
    const called = numericFunction(call.name);
    if (called !== undefined) {
      checkArity(call, called, this.#source);
      return this.#operation(called, call.name, call.positional, call.at);
    }
    const factory = this.#context.registry.find(call.name);
    if (factory === undefined) {
      throw new ExpressionError(
        this.#source,
        call.at,
        `there is no metric "${call.name}"${this.#hint(call.name)}`,
      );
    }
    const { job } = this.#context;
    const given = this.#given(call, factory);
    const metricArguments = new MetricArguments({
      source: this.#source,
      name: call.name,
      at: call.at,
      job,
      given,
    });
    return { kind: 'metric', metric: this.#placing(call.at, () => factory.build(metricArguments)) };
  }

  #given(call: Call, factory: MetricFactory): ReadonlyMap<string, Placed> {
    const given = new Map<string, Placed>();
    const names = [...factory.positional, ...(factory.keywords ?? [])];
    for (const [index, argument] of call.positional.entries()) {
      const name = factory.positional[index];
      if (name === undefined) {
        const most = factory.positional.length;
        throw new ExpressionError(
          this.#source,
          argument.at,
          `${call.name} takes at most ${most} values (${factory.positional.join(', ')}) before its keywords`,
        );
      }
      given.set(name, this.build(argument));
    }
    for (const { name, at, value } of call.keywords) {
      if (!names.includes(name)) {
        throw new ExpressionError(
          this.#source,
          at,
          `${call.name} has no keyword "${name}"${suggest(name, names)}`,
        );
      }
      if (given.has(name))
        throw new ExpressionError(this.#source, at, `${name} of ${call.name} is given twice`);
      given.set(name, this.build(value));
    }
    return given;
  }

  /** What a class has to say against its arguments gets the place of its call. */
  #placing<Result>(at: number, make: () => Result): Result {
    try {
      return make();
    } catch (error) {
      if (error instanceof ExpressionError || !(error instanceof InvalidError)) throw error;
      throw new ExpressionError(this.#source, at, error.message, { cause: error });
    }
  }

  #hint(name: string): string {
    return suggest(name, [...this.#context.registry.names, ...Object.keys(numericFunctions)]);
  }
}

function nameValue(name: string): Value {
  if (name === 'true' || name === 'false') return { kind: 'boolean', value: name === 'true' };
  return { kind: 'name', name };
}
