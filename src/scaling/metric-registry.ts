import { InvalidError } from '../lib/errors.ts';
import type { MetricFactory } from './metric-factory.ts';
import { bundledMetrics } from './metrics/bundled.ts';

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/** The metric classes that expressions can name: the bundled ones, and those that users' modules register. */
export class MetricRegistry {
  readonly #factories = new Map<string, MetricFactory>(bundledMetrics);
  readonly #ownNames: string[] = [];

  /** InvalidError if the name is taken, or none that an expression can hold. */
  register(name: string, factory: MetricFactory): void {
    if (!NAME.test(name))
      throw new InvalidError(
        'bad-metric-class',
        `"${name}" is no name of a class; use letters, digits and _`,
      );
    if (this.#factories.has(name))
      throw new InvalidError(
        'bad-metric-class',
        `there is a metric class ${name} already; choose another name`,
      );
    this.#factories.set(name, factory);
    this.#ownNames.push(name);
  }

  find(name: string): MetricFactory | undefined {
    return this.#factories.get(name);
  }

  get names(): readonly string[] {
    return [...this.#factories.keys()];
  }

  /** Those that were registered, without the bundled ones. */
  get ownNames(): readonly string[] {
    return this.#ownNames;
  }
}
