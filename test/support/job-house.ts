import { createMemoryCluster, type MemoryClusterOptions } from '../../src/clusters/memory/create.ts';
import { JobManager } from '../../src/jobs/job-manager.ts';
import type { JobRequest } from '../../src/jobs/job-request.ts';
import { JobTypes } from '../../src/jobs/job-types.ts';
import type { Activity, WorkerActivity } from '../../src/jobs/ports/worker-activity.ts';
import { silentLog } from '../../src/lib/log.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { MemoryHostedJobs } from './memory-hosted-jobs.ts';

export const NAMESPACE = 'default';
export const never = new AbortController().signal;

/** What is known of workers' activity, as a test says it. */
class SaidActivity implements WorkerActivity {
  readonly said = new Map<string, Activity>();

  async of(): Promise<ReadonlyMap<string, Activity>> {
    return this.said;
  }
}

/** A JobManager over the memory cluster, with all that it needs. */
export function jobHouse(options: Partial<MemoryClusterOptions> = {}) {
  const clock = new VirtualClock();
  const parts = createMemoryCluster({ clock, log: silentLog, ...options });
  const activity = new SaidActivity();
  const hosted = new MemoryHostedJobs(clock);
  const { cluster, logs, declared } = parts;
  const jobs = new JobManager({
    cluster,
    logs,
    declared,
    activity,
    types: new JobTypes(),
    clock,
    log: silentLog,
  });
  jobs.host(hosted);
  return { clock, parts, jobs, hosted, activity };
}

/** A request for an array of workers, or for whatever `change` makes of it. */
export function requestOf(name: string, change: Partial<JobRequest> = {}): JobRequest {
  return {
    type: 'JuliaParBatchWorkers',
    namespace: NAMESPACE,
    name,
    owner: 'api',
    ...change,
    parameters: { start_script: 'worker.jl', run_volume: 'work', ...change.parameters },
  };
}

/** A request for a scaler of that job. */
export function scalerOf(job: string, name = `${job}-scaler`, change: Partial<JobRequest> = {}): JobRequest {
  return {
    type: 'JobScaler',
    namespace: NAMESPACE,
    name,
    owner: 'api',
    ...change,
    parameters: { job: `JuliaParBatchWorkers/${job}`, metric: '1', max: 5, ...change.parameters },
  };
}
