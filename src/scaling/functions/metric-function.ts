import type { Signal } from '../reading.ts';

/**
 * A function of readings. It is *sound*: where an argument is unknown, or true only as a lower bound, so is
 * its result, or it says unknown. `-x` of a lower bound, for instance, is unknown: it would be an upper one.
 */
export interface MetricFunction {
  /** As an expression; undefined for a JavaScript function. */
  readonly expression: string | undefined;
  /** The number of arguments; undefined: any, but at least one. */
  readonly arity: number | undefined;
  apply(values: readonly Signal[]): Signal;
}
