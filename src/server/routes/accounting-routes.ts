import { cleanupMetrics } from '../../api/calls/cleanup-metrics.ts';
import { getRusage } from '../../api/calls/get-rusage.ts';
import { setupMetrics } from '../../api/calls/setup-metrics.ts';
import { resolveTime } from '../../api/time-value.ts';
import type { UsageReports } from '../../accounting/usage-reports.ts';
import type { Clock } from '../../lib/clock.ts';
import { route, waitingRoute, type Route } from '../route.ts';

export interface AccountingParts {
  readonly reports: Pick<UsageReports, 'rusage' | 'setup' | 'cleanup'>;
  readonly clock: Clock;
}

/** What was used, and what its store needs. Without authentication every caller sees all namespaces. */
export function accountingRoutes({ reports, clock }: AccountingParts): readonly Route[] {
  return [
    waitingRoute(getRusage, ({ start_time, end_time, resource, by }, { signal }) => {
      const now = clock.now();
      const [start, end] = [resolveTime(start_time, now), resolveTime(end_time, now)];
      return reports.rusage({ start, end, resources: resource, by }, signal);
    }),
    route(setupMetrics, ({ dry_run: dryRun, force }, { signal }) => reports.setup({ dryRun, force }, signal)),
    route(cleanupMetrics, ({ dry_run: dryRun, force }, { signal }) =>
      reports.cleanup({ dryRun, force }, signal),
    ),
  ];
}
