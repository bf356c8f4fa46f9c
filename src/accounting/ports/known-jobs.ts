import type { JobRef } from '../../jobs/job-ref.ts';

export type Role = 'master' | 'worker';

/** The jobs that the service runs. */
export interface KnownJobs {
  /**
   * Roles of a job's processes by name, of those that have lately ended too; undefined if the service runs no
   * such job. Rejects with RetryableError while the cluster is away.
   */
  processes(job: JobRef, signal: AbortSignal): Promise<ReadonlyMap<string, Role> | undefined>;
}
