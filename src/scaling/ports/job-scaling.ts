import type { JobRef } from '../../jobs/job-ref.ts';
import type { JobScale } from '../../jobs/job-scale.ts';

/** What scaling asks of jobs; JobManager is it. */
export interface JobScaling {
  /** One call for many jobs, by `jobKey`; an unknown job is missing from the map. Rejects while the cluster is away. */
  scales(jobs: readonly JobRef[], signal: AbortSignal): Promise<ReadonlyMap<string, JobScale>>;
  /** Idempotent; chooses the victims itself. Rejects, having changed nothing, if the job has no such scale or the cluster is away. */
  setScale(job: JobRef, n: number, signal: AbortSignal): Promise<void>;
}
