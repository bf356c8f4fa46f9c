import { z } from 'zod';
import type { ApiCall } from '../api-call.ts';
import { metricQueries } from '../metric-query.ts';
import { timeValue } from '../time-value.ts';

/** The metrics of one process: beside what names it, `<metric>: { <aggregate>: value }`. */
export const MetricsRow = z
  .object({ namespace_name: z.string(), container_name: z.string(), pod_name: z.string() })
  .catchall(z.union([z.string(), z.record(z.string(), z.number().nullable())]));
export type MetricsRow = z.infer<typeof MetricsRow>;

export const getMetrics = {
  name: 'getMetrics',
  summary: 'Metrics of each process over a time, aggregated',
  jobType: 'none',
  mutates: false,
  request: z.strictObject({
    start_time: timeValue().optional().describe('From (default: ten minutes before the end)'),
    end_time: timeValue().optional().describe('To (default: now)'),
    metrics: metricQueries()
      .default([
        { name: 'cpu', aggregate: 'mean' },
        { name: 'mem', aggregate: 'mean' },
      ])
      .describe('Metrics, each with how its values become one: mean min max sum count last p95'),
  }),
  response: z.array(MetricsRow),
} as const satisfies ApiCall;
