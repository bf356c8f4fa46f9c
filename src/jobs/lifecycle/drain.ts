import type { Instant, Millis } from '../../lib/time.ts';
import { withProcess, withoutProcess, type JobRecord } from './job-record.ts';
import type { DrainReason, ProcessRecord } from './process-record.ts';

/** Begins to stop a process. One that does not run yet goes at once. One that is being stopped already is left alone. */
export function drain(job: JobRecord, process: ProcessRecord, reason: DrainReason, now: Instant): JobRecord {
  if (process.phase === 'pending' || process.phase === 'backoff') return withoutProcess(job, process.name);
  if (process.phase !== 'starting' && process.phase !== 'running') return job;
  const grace: Millis = job.spec.terminationGrace;
  return withProcess(job, {
    ...process,
    phase: 'draining',
    since: now,
    ready: false,
    drain: { reason, grace, killed: false },
  });
}

/** Begins to stop all that runs, and drops what waits. */
export function drainAll(job: JobRecord, reason: DrainReason, now: Instant): JobRecord {
  return job.processes.reduce((rest, process) => drain(rest, process, reason, now), job);
}
