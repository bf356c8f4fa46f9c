import { later, type Instant, type Millis } from '../../lib/time.ts';
import type { JobRecord } from './job-record.ts';

/** A stamp as it may be told now: if the clock was set back since, it is pulled back to now. */
export function notAfter(stamp: Instant, now: Instant): Instant {
  return stamp > now ? now : stamp;
}

/** Since when the scale has been reached: kept while it is, gone while it is not. */
export function settle(settledAt: Instant | undefined, reached: boolean, now: Instant): Instant | undefined {
  return reached ? notAfter(settledAt ?? now, now) : undefined;
}

/** Pulls the stamps that delays are counted from back to now, so that a clock set back makes no delay longer. */
export function pullBack(job: JobRecord, now: Instant): JobRecord {
  const ahead = job.processes.some(({ since }) => since > now) || (job.runningSince ?? now) > now;
  return ahead ? moveStamps(job, (stamp) => notAfter(stamp, now)) : job;
}

/** Moves the stamps that delays are counted from along with a clock that jumped forward by `jump`. */
export function shiftStamps(job: JobRecord, jump: Millis): JobRecord {
  return moveStamps(job, (stamp) => later(stamp, jump));
}

function moveStamps(job: JobRecord, move: (stamp: Instant) => Instant): JobRecord {
  const processes = job.processes.map((process) => ({ ...process, since: move(process.since) }));
  const { runningSince } = job;
  return { ...job, processes, ...(runningSince === undefined ? {} : { runningSince: move(runningSince) }) };
}
