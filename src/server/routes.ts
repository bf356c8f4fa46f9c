import { accountingRoutes, type AccountingParts } from './routes/accounting-routes.ts';
import { configRoutes, type ConfigParts } from './routes/config-routes.ts';
import { jobRoutes, type JobParts } from './routes/job-routes.ts';
import { listRoutes, type ListParts } from './routes/list-routes.ts';
import { logRoutes, type LogParts } from './routes/log-routes.ts';
import { metricsRoutes, type MetricsParts } from './routes/metrics-routes.ts';
import { scalingRoutes, type ScalingParts } from './routes/scaling-routes.ts';
import { systemRoutes, type SystemParts } from './routes/system-routes.ts';
import type { Route } from './route.ts';

/** What the calls work on. */
export type RouteParts = SystemParts &
  JobParts &
  ListParts &
  LogParts &
  ScalingParts &
  MetricsParts &
  AccountingParts &
  ConfigParts;

/** All calls of the API. */
export function routesOf(parts: RouteParts): readonly Route[] {
  return [
    systemRoutes,
    jobRoutes,
    listRoutes,
    logRoutes,
    scalingRoutes,
    metricsRoutes,
    accountingRoutes,
    configRoutes,
  ].flatMap((area) => area(parts));
}
