import { getSystemStatus, type SystemStatus } from '../../api/calls/get-system-status.ts';
import type { Capacity, ClusterStatus } from '../../jobs/cluster-status.ts';
import type { JobManager } from '../../jobs/job-manager.ts';
import { route, type Route } from '../route.ts';

export interface SystemParts {
  readonly jobs: Pick<JobManager, 'systemStatus'>;
}

/** Whether the service can work. */
export function systemRoutes({ jobs }: SystemParts): readonly Route[] {
  return [
    route(getSystemStatus, async ({ verbose }, { namespace, signal }) => {
      const status = await jobs.systemStatus(signal);
      return verbose ? describe(status, namespace) : status.up;
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

function inCores({ cpu, memory, gpu }: Capacity): Capacity {
  return { cpu: cpu / 1_000, memory, gpu };
}
