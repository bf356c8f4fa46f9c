import type { MetricsRow } from '../api/calls/get-metrics.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** Nanoseconds since the epoch, RFC 3339, or relative: `now()`, `now() - 1h`, `-1h`. */
export type Time = bigint | string;

export interface MetricsOptions extends CallOptions {
  /** Default: ten minutes before the end. */
  readonly start?: Time | undefined;
  /** Default: now. */
  readonly end?: Time | undefined;
  /** `<metric>:<aggregate>`, such as `cpu:mean`; aggregates are mean, min, max, sum, count, last and p95. */
  readonly metrics?: readonly string[] | undefined;
}

/** Metrics of each process over a time. Default: the means of cpu and memory. */
export function getMetrics(context: Context, options: MetricsOptions = {}): Promise<MetricsRow[]> {
  const { start, end, metrics } = options;
  const parameters = { start_time: start, end_time: end, metrics: metrics?.join(',') };
  return call(context, { api: 'getMetrics', parameters }, options);
}
