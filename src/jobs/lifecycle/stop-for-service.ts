import type { Instant } from '../../lib/time.ts';
import { ranFor } from './decide-ending.ts';
import { drain } from './drain.ts';
import type { JobRecord } from './job-record.ts';
import { isUp, toPending } from './process-record.ts';

/**
 * Stops the processes of a job because the service stops: they will start again with it, and it counts as
 * no failure. The time that the job is down does not count as running.
 */
export function stopForService(job: JobRecord, now: Instant): JobRecord {
  const { runningSince: _over, ...rest } = job;
  const processes = job.processes.map((process) =>
    process.phase === 'backoff' ? toPending(process, now) : process,
  );
  const stopped: JobRecord = { ...rest, processes, ranBefore: ranFor(job, now) };
  return drain(stopped, new Set(processes.filter(isUp)), 'service-stop', now);
}

/** Gives up the grace of what is being stopped: it is to be killed now. */
export function killNow(job: JobRecord): JobRecord {
  const processes = job.processes.map((process) =>
    process.drain && !process.drain.killed
      ? { ...process, drain: { ...process.drain, killed: true } }
      : process,
  );
  return { ...job, processes };
}
