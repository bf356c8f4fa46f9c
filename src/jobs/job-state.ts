import type { Instant } from '../lib/time.ts';
import type { JobSpec } from './job-spec.ts';

/** How a process ended. `exitCode` is 128 + n after signal n; absent if it was lost, for instance with the machine. */
export interface ProcessExit {
  readonly process: string;
  readonly at: Instant;
  readonly exitCode?: number;
  /** `exited`, `oom`, `timeout`, `lost`, `scaled-in`, `deleted`, `updated`, `service-stop`. */
  readonly reason: string;
}

/** One process of a job. `pending`: waits for capacity; `backoff`: will be restarted; `draining`: is being stopped. */
export interface ProcessState {
  readonly name: string;
  readonly role: 'master' | 'worker';
  readonly phase: 'pending' | 'starting' | 'running' | 'draining' | 'backoff' | 'succeeded' | 'failed';
  readonly since: Instant;
  readonly ready: boolean;
  /** Raised by each update of the job; a process of an older generation is replaced. */
  readonly generation: number;
  readonly restarts: number;
  readonly node?: string;
  readonly ports: Readonly<Record<string, number>>;
  readonly reason?: string;
}

/** Something worth telling that happened to a job. */
export interface JobEvent {
  readonly at: Instant;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
}

/** A job and what has become of it. */
export interface JobState {
  readonly spec: JobSpec;
  readonly submittedAt: Instant;
  readonly requested: number;
  readonly changedAt: Instant;
  /** That of a process that is up to date with the definition. */
  readonly generation?: number;
  /** Whether its first process has been given a place. */
  readonly created: boolean;
  readonly processes: readonly ProcessState[];
  readonly workersSucceeded: number;
  readonly restarts: number;
  /** Why some of it waits, e.g. `misfit: needs 64 cores, the largest node has 2`. */
  readonly pendingReason?: string;
  readonly finished?: {
    readonly at: Instant;
    readonly outcome: 'succeeded' | 'failed';
    readonly reason: string;
    readonly exitCode?: number;
  };
  /** Newest last; bounded. */
  readonly events: readonly JobEvent[];
  readonly lastExits: readonly ProcessExit[];
}
