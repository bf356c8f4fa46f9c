import { Constant } from '../metrics/constant.ts';
import type { ScalerMetric } from '../scaler-metric.ts';
import { MetricBuilder, type MetricContext } from './builder.ts';
import { ExpressionError } from './expression-error.ts';
import { parseSyntax } from './parser.ts';
import { suggest } from './suggest.ts';
import { describeValue } from './value.ts';

/**
 * Reads a metric expression such as `Bounded(WorkQueueMetric("workq") / 8, 0:20)`.
 * InvalidError (ExpressionError) says what is wrong, what is allowed, and where: the column, and a caret below it.
 */
export function parseMetric(text: string, context: MetricContext): ScalerMetric {
  const syntax = parseSyntax(text);
  const { at, value } = new MetricBuilder(text, context).build(syntax);
  if (value.kind === 'metric') return value.metric;
  if (value.kind === 'number') return new Constant(value.value);
  const hint = value.kind === 'name' ? suggest(value.name, context.registry.names) : '';
  throw new ExpressionError(text, at, `an expression must be a metric, found ${describeValue(value)}${hint}`);
}
