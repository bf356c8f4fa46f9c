import type { MetricFunction } from '../functions/metric-function.ts';
import { reducerNamed, reducerNames } from '../functions/reducers.ts';
import { Constant } from '../metrics/constant.ts';
import type { ScalerMetric } from '../scaler-metric.ts';
import { ExpressionError } from './expression-error.ts';
import { suggest } from './suggest.ts';
import { describeValue, type Placed } from './value.ts';

/** One argument of a metric class. Each method reads it as what the class wants there; ExpressionError if it is not. */
export class Argument {
  readonly #source: string;
  readonly #placed: Placed;
  readonly #name: string;

  constructor(source: string, name: string, placed: Placed) {
    this.#source = source;
    this.#name = name;
    this.#placed = placed;
  }

  /** A metric, or a number in its place. */
  metric(): ScalerMetric {
    return this.#metricIn(this.#placed, `a metric such as JobMetric("cpu")`);
  }

  /** A list of metrics and numbers. */
  metrics(): readonly ScalerMetric[] {
    const { value } = this.#placed;
    if (value.kind !== 'list')
      throw this.#wrong('a list of metrics such as [JobMetric("cpu"), JobMetric("memory")]');
    return value.items.map((item) => this.#metricIn(item, 'a metric'));
  }

  number(): number {
    const { value } = this.#placed;
    if (value.kind !== 'number') throw this.#wrong('a number');
    return value.value;
  }

  text(): string {
    const { value } = this.#placed;
    if (value.kind !== 'text') throw this.#wrong('a text in double quotes');
    return value.value;
  }

  /** A text such as "5m", or a number of seconds. */
  duration(): string | number {
    const { value } = this.#placed;
    if (value.kind !== 'text' && value.kind !== 'number')
      throw this.#wrong('a duration such as "5m", or a number of seconds');
    return value.value;
  }

  boolean(): boolean {
    const { value } = this.#placed;
    if (value.kind !== 'boolean') throw this.#wrong('true or false');
    return value.value;
  }

  /** One of a few words, as a name or as a text. */
  word<const Word extends string>(
    allowed: readonly Word[],
    aliases: Readonly<Record<string, Word>> = {},
  ): Word {
    const { value } = this.#placed;
    const said = value.kind === 'name' ? value.name : value.kind === 'text' ? value.value : undefined;
    const word =
      allowed.find((candidate) => candidate === said) ?? (said === undefined ? undefined : aliases[said]);
    if (word !== undefined) return word;
    const hint = said === undefined ? '' : suggest(said, allowed).replace(/^; there is .*/, '');
    throw this.#wrong(`one of ${allowed.join(', ')}`, hint);
  }

  /** `1:5`, `(1, 5)` or `[1, 5]`. */
  pair(): readonly [number, number] {
    const { value } = this.#placed;
    if (value.kind === 'range') return [value.low, value.high];
    const [low, high, ...more] = value.kind === 'list' ? value.items.map((item) => item.value) : [];
    if (low?.kind === 'number' && high?.kind === 'number' && more.length === 0)
      return [low.value, high.value];
    throw this.#wrong('two numbers such as 1:5 or (60, 80)');
  }

  /** A named function such as maximum, or one written as (a, b) -> max(a, b / 2). */
  function(): MetricFunction {
    const { value } = this.#placed;
    if (value.kind === 'function') return value.function;
    const named = value.kind === 'name' ? reducerNamed(value.name) : undefined;
    if (named !== undefined) return named;
    const hint = value.kind === 'name' ? suggest(value.name, reducerNames).replace(/^; there is .*/, '') : '';
    throw this.#wrong(
      `a function (${reducerNames.join(', ')}, or one such as (a, b) -> max(a, b / 2))`,
      hint,
    );
  }

  #metricIn(placed: Placed, wanted: string): ScalerMetric {
    if (placed.value.kind === 'metric') return placed.value.metric;
    if (placed.value.kind === 'number') return new Constant(placed.value.value);
    throw this.#wrong(wanted, '', placed);
  }

  #wrong(wanted: string, hint = '', placed = this.#placed): ExpressionError {
    const found = describeValue(placed.value);
    return new ExpressionError(
      this.#source,
      placed.at,
      `${this.#name} must be ${wanted}, found ${found}${hint}`,
    );
  }
}
