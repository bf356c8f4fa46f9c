import { getMetrics, type MetricsRow } from '../../api/calls/get-metrics.ts';
import { recordMetrics } from '../../api/calls/record-metrics.ts';
import { resolveTime } from '../../api/time-value.ts';
import type { Recorder } from '../../accounting/record-metrics.ts';
import type { UsageReports } from '../../accounting/usage-reports.ts';
import type { Clock } from '../../lib/clock.ts';
import { route, type Route } from '../route.ts';

export interface MetricsParts {
  readonly recorder: Pick<Recorder, 'record'>;
  readonly reports: Pick<UsageReports, 'metrics'>;
  readonly clock: Clock;
}

/** What jobs report of themselves, and what was measured of them. */
export function metricsRoutes({ recorder, reports, clock }: MetricsParts): readonly Route[] {
  return [
    route(recordMetrics, async (request, { namespace, signal }) => {
      const { resource = '', metric = 0, metrics = { [resource]: metric }, job, process, tags } = request;
      const atTime = resolveTime(request.at_time, clock.now());
      await recorder.record(
        {
          namespace,
          metrics,
          ...(job !== undefined && { job }),
          ...(process !== undefined && { process }),
          ...(atTime !== undefined && { atTime }),
          ...(tags !== undefined && { tags }),
        },
        signal,
      );
      return true;
    }),
    route(
      getMetrics,
      async ({ start_time, end_time, metrics }, { namespace, signal }): Promise<MetricsRow[]> => {
        const now = clock.now();
        const [start, end] = [resolveTime(start_time, now), resolveTime(end_time, now)];
        return [...(await reports.metrics({ namespaces: [namespace], start, end, metrics }, signal))];
      },
    ),
  ];
}
