import type { JobStatus, JobStatusTuple } from '../api/calls/job-status.ts';
import type { HostedJob } from './ports/hosted-jobs.ts';

/** How a job is that the service runs in itself: it is complete when it has ended, and has no workers. */
export function hostedStatusOf(job: HostedJob): JobStatus {
  const waiting = job.status === 'waiting' ? `waits for ${job.target.name}` : undefined;
  return {
    created: true,
    succeeded: job.status === 'ended',
    failed: false,
    reason: job.error ?? waiting ?? (job.status === 'paused' ? 'paused' : null),
    nworkers_succeeded: 0,
    parallelism: 0,
    npending: 0,
    nuptodate: 0,
    restarts: 0,
    exit_code: null,
    steps: [],
  };
}

/** The same as a tuple. */
export function hostedStatusTupleOf(job: HostedJob): JobStatusTuple {
  return [job.status === 'ended', 0, 0, true, false];
}
