import { later, type Instant } from '../../lib/time.ts';
import type { Capacity } from '../cluster-status.ts';
import { backoff } from './backoff.ts';
import { decideEnding, decideTimeout } from './decide-ending.ts';
import { drainAll } from './drain.ts';
import { withEvent, workersOf, type JobRecord } from './job-record.ts';
import { isLive, isReady, isUp, toPending, type ProcessRecord } from './process-record.ts';
import { grow, shrink, type Namer } from './resize.ts';
import { rollOut } from './roll-out.ts';
import { pullBack, settle } from './stamps.ts';

/**
 * Brings a job a step closer to what it should be: adds and stops processes, decides its end, and
 * drops it when nothing is left to keep. Pure, and done when repeating it at the same instant changes
 * nothing. What became `draining` is to be stopped, and what has `drain.killed` to be killed.
 */
export function reconcile(job: JobRecord, name: Namer, now: Instant): JobRecord {
  let next = pullBack(job, now);
  if (!next.deleted && !next.finished && !next.ending) next = end(next, now);
  if (next.deleted) next = drainAll(next, 'deleted', now);
  else if (next.ending) next = finish(drainAll(next, 'job-ended', now), now);
  else if (!next.finished) next = grow(rollOut(shrink(next, [], now), now), name, now);
  next = killOverdue(next, now);
  return withSettled(next, now);
}

/** Deleted and gone, or finished longer ago than its ttl: nothing more is kept of it. */
export function isOver(job: JobRecord, now: Instant): boolean {
  const { ttlAfterFinished } = job.spec;
  if (job.processes.some(isUp)) return false;
  if (job.deleted) return true;
  return (
    job.finished !== undefined &&
    ttlAfterFinished !== undefined &&
    now >= later(job.finished.at, ttlAfterFinished)
  );
}

/** Those whose back-off is over and that are to be started again, where they are. */
export function dueRestarts(job: JobRecord, now: Instant): readonly ProcessRecord[] {
  return job.processes.filter((process) => process.phase === 'backoff' && now >= restartAt(process));
}

/** What a process is started with. */
export interface Beginning {
  readonly run: string;
  readonly node: string;
  readonly held: Capacity;
}

/** The job with these processes, by name, being started. */
export function begin(job: JobRecord, beginnings: ReadonlyMap<string, Beginning>, now: Instant): JobRecord {
  let restarts = job.restarts;
  const processes = job.processes.map((process): ProcessRecord => {
    const beginning = beginnings.get(process.name);
    if (beginning === undefined) return process;
    const again = process.phase === 'backoff' ? 1 : 0;
    restarts += again;
    return {
      ...toPending(process, now),
      ...beginning,
      phase: 'starting',
      restarts: process.restarts + again,
    };
  });
  return { ...job, created: true, restarts, processes };
}

/** When `reconcile` has something to do again even if nothing is seen until then. */
export function wakeAt(job: JobRecord): Instant | undefined {
  const { timeout, ttlAfterFinished } = job.spec;
  const times: Instant[] = [];
  for (const process of job.processes) {
    if (process.phase === 'backoff') times.push(restartAt(process));
    if (process.drain && !process.drain.killed) times.push(later(process.since, process.drain.grace));
  }
  if (job.finished && ttlAfterFinished !== undefined) times.push(later(job.finished.at, ttlAfterFinished));
  if (timeout !== undefined && !job.ending && !job.finished && !job.deleted && job.runningSince !== undefined)
    times.push(later(job.runningSince, timeout - job.ranBefore));
  return times.length === 0 ? undefined : times.reduce((a, b) => (a < b ? a : b));
}

function restartAt(process: ProcessRecord): Instant {
  return later(process.since, backoff(process.failures));
}

function end(job: JobRecord, now: Instant): JobRecord {
  const late = decideTimeout(job, now);
  if (late !== undefined) return drainAll({ ...job, ending: late }, 'timeout', now);
  const ending = decideEnding(job);
  return ending === undefined ? job : drainAll({ ...job, ending }, 'job-ended', now);
}

function finish(job: JobRecord, now: Instant): JobRecord {
  if (job.ending === undefined || job.processes.some((process) => isUp(process) || isLive(process)))
    return job;
  const { ending, ...rest } = job;
  const [type, reason] =
    ending.outcome === 'failed' ? (['Warning', 'JobFailed'] as const) : (['Normal', 'Succeeded'] as const);
  const finished = { ...ending, at: now };
  return withEvent({ ...rest, finished }, { at: now, type, reason, message: ending.reason });
}

function killOverdue(job: JobRecord, now: Instant): JobRecord {
  let some = false;
  const processes = job.processes.map((process) => {
    const { drain, since } = process;
    if (drain === undefined || drain.killed || now < later(since, drain.grace)) return process;
    some = true;
    return { ...process, drain: { ...drain, killed: true } };
  });
  return some ? { ...job, processes } : job;
}

function withSettled(job: JobRecord, now: Instant): JobRecord {
  const workers = workersOf(job);
  const there = workers.filter((worker) => isReady(worker) || worker.phase === 'succeeded').length;
  const settledAt = settle(job.settledAt, there >= job.requested, now);
  if (settledAt === job.settledAt) return job;
  if (settledAt !== undefined) return { ...job, settledAt };
  const { settledAt: _gone, ...rest } = job;
  return rest;
}
