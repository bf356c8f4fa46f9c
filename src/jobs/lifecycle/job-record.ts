import type { Instant, Millis } from '../../lib/time.ts';
import type { JobSpec } from '../job-spec.ts';
import type { JobEvent, JobState, ProcessExit } from '../job-state.ts';
import type { ProcessRecord } from './process-record.ts';

/** How a job ends, once that is certain. */
export interface Ending {
  readonly outcome: 'succeeded' | 'failed';
  readonly reason: string;
  readonly exitCode?: number;
}

/** What is kept of a job. Never mutated: a change makes a new record that shares what stayed the same. */
export interface JobRecord {
  /** Unique for ever, also when a name is used again; grows in submission order. */
  readonly id: number;
  readonly spec: JobSpec;
  /** Shared by the processes of the job, to know each other by. */
  readonly cookie: string;
  /** Where the master of this job is reached by its workers, if the cluster gives it a port. */
  readonly masterPort?: number;
  readonly submittedAt: Instant;
  readonly requested: number;
  readonly changedAt: Instant;
  readonly settledAt?: Instant;
  readonly generation: number;
  readonly nextSerial: number;
  readonly created: boolean;
  /** Since when it has had a running process, and how long it had run before the service was stopped. */
  readonly runningSince?: Instant;
  readonly ranBefore: Millis;
  readonly restarts: number;
  readonly processes: readonly ProcessRecord[];
  /** Deleted: unknown to callers, kept until its processes are gone. */
  readonly deleted: boolean;
  /** Decided, while its remaining processes are being stopped. */
  readonly ending?: Ending;
  readonly finished?: JobState['finished'];
  readonly events: readonly JobEvent[];
  readonly lastExits: readonly ProcessExit[];
}

const EVENTS_KEPT = 50;
const EXITS_KEPT = 20;

/** Adds an event; the oldest give way. One that repeats the newest only moves it. */
export function withEvent(job: JobRecord, event: JobEvent): JobRecord {
  const newest = job.events.at(-1);
  const repeats = newest?.reason === event.reason && newest.message === event.message;
  return { ...job, events: [...(repeats ? job.events.slice(0, -1) : job.events), event].slice(-EVENTS_KEPT) };
}

export function withExit(job: JobRecord, exit: ProcessExit): JobRecord {
  return { ...job, lastExits: [...job.lastExits, exit].slice(-EXITS_KEPT) };
}

/** Puts one process in the place of the one with its name. */
export function withProcess(job: JobRecord, process: ProcessRecord): JobRecord {
  return { ...job, processes: job.processes.map((other) => (other.name === process.name ? process : other)) };
}

export function withoutProcess(job: JobRecord, name: string): JobRecord {
  return { ...job, processes: job.processes.filter((other) => other.name !== name) };
}

export function workersOf(job: JobRecord): readonly ProcessRecord[] {
  return job.processes.filter(({ role }) => role === 'worker');
}
