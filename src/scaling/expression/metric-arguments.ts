import type { JobRef } from '../../jobs/job-ref.ts';
import { Argument } from './argument.ts';
import { ExpressionError } from './expression-error.ts';
import type { Placed } from './value.ts';

export interface MetricArgumentsOptions {
  readonly source: string;
  /** The class. */
  readonly name: string;
  /** Where its call begins. */
  readonly at: number;
  readonly job: JobRef;
  readonly given: ReadonlyMap<string, Placed>;
}

/** The arguments of one call of a metric class, by name. */
export class MetricArguments {
  readonly #options: MetricArgumentsOptions;

  constructor(options: MetricArgumentsOptions) {
    this.#options = options;
  }

  /** The scaler's own job. */
  get job(): JobRef {
    return this.#options.job;
  }

  /** ExpressionError if it was not given. */
  get(name: string): Argument {
    const { source, at } = this.#options;
    const argument = this.find(name);
    if (argument === undefined) throw new ExpressionError(source, at, `${this.#options.name} needs ${name}`);
    return argument;
  }

  find(name: string): Argument | undefined {
    const placed = this.#options.given.get(name);
    return placed && new Argument(this.#options.source, `${name} of ${this.#options.name}`, placed);
  }
}
