import type { Instant } from '../../lib/time.ts';
import type { JobScale } from '../job-scale.ts';
import type { JobState, ProcessState } from '../job-state.ts';
import { workersOf, type JobRecord } from './job-record.ts';
import { isReady, type ProcessRecord } from './process-record.ts';
import { notAfter } from './stamps.ts';

/** Why a process waits for a place, by its name. */
export type WaitingReasons = (process: string) => string | undefined;

/** The job as callers see it. */
export function toJobState(job: JobRecord, why: WaitingReasons, now: Instant): JobState {
  const waiting = job.processes.find(({ phase }) => phase === 'pending');
  const pendingReason = waiting && why(waiting.name);
  return {
    spec: job.spec,
    submittedAt: notAfter(job.submittedAt, now),
    requested: job.requested,
    changedAt: notAfter(job.changedAt, now),
    generation: job.generation,
    created: job.created,
    processes: job.processes.map((process) => toProcessState(process, why, now)),
    workersSucceeded: workersOf(job).filter(({ phase }) => phase === 'succeeded').length,
    restarts: job.restarts,
    ...(pendingReason === undefined ? {} : { pendingReason }),
    ...(job.finished === undefined ? {} : { finished: job.finished }),
    events: job.events,
    lastExits: job.lastExits,
  };
}

/** The scale of the job, as a scaler needs it. */
export function toJobScale(job: JobRecord, now: Instant): JobScale {
  const outcome = job.finished?.outcome;
  return {
    requested: job.requested,
    running: job.processes.filter((process) => process.role === 'worker' && isReady(process)).length,
    changedAt: notAfter(job.changedAt, now),
    ...(job.settledAt === undefined ? {} : { settledAt: notAfter(job.settledAt, now) }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function toProcessState(process: ProcessRecord, why: WaitingReasons, now: Instant): ProcessState {
  const reason = process.phase === 'pending' ? why(process.name) : process.reason;
  return {
    name: process.name,
    role: process.role,
    phase: process.phase,
    since: notAfter(process.since, now),
    ready: process.ready,
    generation: process.generation,
    restarts: process.restarts,
    ports: process.ports,
    ...(process.node === undefined ? {} : { node: process.node }),
    ...(reason === undefined ? {} : { reason }),
  };
}
