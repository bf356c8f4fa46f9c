import type { Instant } from '../../lib/time.ts';
import type { JobRecord } from './job-record.ts';
import type { DrainReason, ProcessRecord } from './process-record.ts';

/** Begins to stop processes. One that does not run yet goes at once; one that is being stopped already is left alone. */
export function drain(
  job: JobRecord,
  going: ReadonlySet<ProcessRecord>,
  reason: DrainReason,
  now: Instant,
): JobRecord {
  const processes = job.processes.flatMap((process) =>
    going.has(process) ? drained(job, process, reason, now) : [process],
  );
  const same =
    processes.length === job.processes.length && processes.every((one, at) => one === job.processes[at]);
  return same ? job : { ...job, processes };
}

/** Begins to stop all that runs, and drops what waits. */
export function drainAll(job: JobRecord, reason: DrainReason, now: Instant): JobRecord {
  return drain(job, new Set(job.processes), reason, now);
}

function drained(
  { spec }: JobRecord,
  process: ProcessRecord,
  reason: DrainReason,
  now: Instant,
): readonly ProcessRecord[] {
  switch (process.phase) {
    case 'pending':
    case 'backoff':
      return [];
    case 'starting':
    case 'running': {
      const order = { reason, grace: spec.terminationGrace, killed: false };
      return [{ ...process, phase: 'draining', since: now, ready: false, drain: order }];
    }
    case 'draining':
    case 'succeeded':
    case 'failed':
      return [process];
  }
}
