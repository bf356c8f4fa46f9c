import type { MetricArguments } from './expression/metric-arguments.ts';
import type { ScalerMetric } from './scaler-metric.ts';

/** How expressions make a metric of one class. */
export interface MetricFactory {
  /** In order; each may be given by its place or by its name. */
  readonly positional: readonly string[];
  /** Given by name only. */
  readonly keywords?: readonly string[];
  /** May throw InvalidError; the column is added. */
  build(given: MetricArguments): ScalerMetric;
}
