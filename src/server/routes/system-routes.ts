import { getSystemStatus, type SystemStatus } from '../../api/calls/get-system-status.ts';
import type { MetricsHealth } from '../../accounting/metrics-health.ts';
import type { Capacity, ClusterStatus } from '../../jobs/cluster-status.ts';
import type { JobManager } from '../../jobs/job-manager.ts';
import { toRfc3339 } from '../../lib/time.ts';
import { route, type Route } from '../route.ts';

export interface SystemParts {
  readonly jobs: Pick<JobManager, 'systemStatus'>;
  /** Undefined if the service keeps no metrics. */
  readonly metricsHealth: () => MetricsHealth | undefined;
}

/** Whether the service can work. */
export function systemRoutes({ jobs, metricsHealth }: SystemParts): readonly Route[] {
  return [
    route(getSystemStatus, async ({ verbose }, { namespace, signal }) => {
      const status = await jobs.systemStatus(signal);
      if (!verbose) return status.up;
      const metrics = metricsHealth();
      return { ...describe(status, namespace), ...(metrics !== undefined && { metrics: tell(metrics) }) };
    }),
  ];
}

/** Jobs that wait are those of the caller's namespace; nodes are everyone's. */
function describe({ up, reason, nodes, waiting }: ClusterStatus, namespace: string): SystemStatus {
  return {
    up,
    ...(reason !== undefined && { reason }),
    nodes: nodes.map(({ name, capacity, freePercent }) => ({
      name,
      capacity: inCores(capacity),
      free: freePercent,
    })),
    waiting: waiting
      .filter((job) => job.namespace === namespace)
      .map(({ job, reason: why }) => ({ job, reason: why })),
  };
}

function tell(health: MetricsHealth): NonNullable<SystemStatus['metrics']> {
  const { setupMissing, storeAway, waitingPoints, oldestUnsent, rollupLag } = health;
  return {
    setup_missing: setupMissing,
    ...(storeAway !== undefined && { store_away: storeAway }),
    waiting_points: waitingPoints,
    ...(oldestUnsent !== undefined && { oldest_unsent: toRfc3339(oldestUnsent) }),
    rollup_lag_seconds: rollupLag / 1_000,
  };
}

function inCores({ cpu, memory, gpu }: Capacity): Capacity {
  return { cpu: cpu / 1_000, memory, gpu };
}
