import type { Millis, Instant } from '../../lib/time.ts';
import type { Capacity } from '../cluster-status.ts';
import type { ProcessState } from '../job-state.ts';

export type Phase = ProcessState['phase'];

/** Why a process is being stopped. */
export type DrainReason = 'scaled-in' | 'deleted' | 'updated' | 'timeout' | 'job-ended' | 'service-stop';

/**
 * What is kept of one process.
 *
 *   pending --placed--> starting --started--> running --exit--> succeeded | failed
 *      ^                   |                     |  \--exit--> backoff --delay over--> starting
 *      |                   +------ stopped ------+--> draining --exit--> gone, or pending (service-stop)
 *      +---- updated, or lost through no fault of its own
 */
export interface ProcessRecord {
  readonly name: string;
  readonly role: 'master' | 'worker';
  /** Grows in its job with each new process: the newest has the highest. */
  readonly serial: number;
  readonly phase: Phase;
  /** Since when it has been in this phase. */
  readonly since: Instant;
  readonly ready: boolean;
  readonly generation: number;
  readonly restarts: number;
  /** Ends in a row that were followed, or will be, by a restart with back-off. */
  readonly failures: number;
  /** Names the present or last run: each start has one of its own. */
  readonly run?: string;
  readonly startedAt?: Instant;
  /** What it reserves while it has a place. */
  readonly held?: Capacity;
  readonly node?: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly drain?: { readonly reason: DrainReason; readonly grace: Millis; readonly killed: boolean };
  readonly exitCode?: number;
  readonly reason?: string;
}

/** Has a place on a node; it keeps it during back-off, and while draining until it is gone. */
export function hasPlace(process: ProcessRecord): boolean {
  return isUp(process) || process.phase === 'backoff';
}

/** There may be a real process behind it. */
export function isUp({ phase }: ProcessRecord): boolean {
  return phase === 'starting' || phase === 'running' || phase === 'draining';
}

/** Runs, or will run, and is not being stopped. */
export function isLive({ phase }: ProcessRecord): boolean {
  return phase === 'pending' || phase === 'starting' || phase === 'running' || phase === 'backoff';
}

/** Ready to work, and not being stopped. */
export function isReady(process: ProcessRecord): boolean {
  return process.phase === 'running' && process.ready;
}

/** The process as it waits for a place; what belonged to its last run is forgotten. */
export function toPending(
  process: ProcessRecord,
  now: Instant,
  generation = process.generation,
): ProcessRecord {
  const { name, role, serial, restarts, failures } = process;
  return {
    name,
    role,
    serial,
    restarts,
    failures,
    generation,
    phase: 'pending',
    since: now,
    ready: false,
    ports: {},
  };
}

/** Counts towards the number of processes that a job should have: all but those that leave for good. */
export function fillsSlot({ drain }: ProcessRecord): boolean {
  return drain === undefined || drain.reason === 'service-stop';
}
