import { getMetrics as getMetricsCall, type MetricsRow } from '../../api/calls/get-metrics.ts';
import { recordMetrics } from '../../api/calls/record-metrics.ts';
import { resolveTime } from '../../api/time-value.ts';
import { getMetrics } from '../../accounting/get-metrics.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Recorder } from '../../accounting/record-metrics.ts';
import type { Clock } from '../../lib/clock.ts';
import { later, type Millis } from '../../lib/time.ts';
import { route, type Route } from '../route.ts';

const DEFAULT_PERIOD: Millis = 10 * 60_000;

export interface MetricsParts {
  readonly recorder: Pick<Recorder, 'record'>;
  readonly store: MetricsStore;
  readonly clock: Clock;
}

/** What jobs report of themselves, and what was measured of them. */
export function metricsRoutes({ recorder, store, clock }: MetricsParts): readonly Route[] {
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
    route(getMetricsCall, async (request, { namespace, signal }): Promise<MetricsRow[]> => {
      const now = clock.now();
      const to = resolveTime(request.end_time, now) ?? now;
      const from = resolveTime(request.start_time, now) ?? later(now, -DEFAULT_PERIOD);
      const [start, end] = from <= to ? [from, to] : [to, from];
      const query = { namespaces: [namespace], from: start, to: end, metrics: request.metrics };
      return [...(await getMetrics({ store }, query, signal))];
    }),
  ];
}
