import type { JobRecord } from '../../../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../../../jobs/lifecycle/process-record.ts';
import type { Instant } from '../../../lib/time.ts';
import type { ProcessIdentity } from '../proc/process-identity.ts';

/** A run from its intent until nothing is left of it. The records are those of its start. */
export interface LiveRun {
  readonly run: string;
  readonly job: JobRecord;
  readonly process: ProcessRecord;
  stage: 'queued' | 'up' | 'ended';
  startedAt: Instant;
  shim?: ProcessIdentity;
  /** Started by an earlier service, so that the kernel does not tell this one when its shim ends. */
  adopted: boolean;
  /** SIGTERM, SIGKILL were asked for. */
  stopAsked: boolean;
  killAsked: boolean;
  /** Killed for using too much memory. */
  oom: boolean;
  /** Its group in the kernel, if it has one. */
  cgroup?: string;
}

export function newRun(job: JobRecord, process: ProcessRecord, run: string, now: Instant): LiveRun {
  return {
    run,
    job,
    process,
    stage: 'queued',
    startedAt: now,
    adopted: false,
    stopAsked: false,
    killAsked: false,
    oom: false,
  };
}

/** The limit of its memory, bytes. */
export function memoryLimit({ job, process }: LiveRun): number {
  const own = process.role === 'master' ? job.spec.master : job.spec.workers;
  return own?.memory.limit ?? Number.POSITIVE_INFINITY;
}
