import type { Capacity } from '../jobs/cluster-status.ts';
import type { JobSpec } from '../jobs/job-spec.ts';
import type { JobChanges } from '../jobs/lifecycle/changes.ts';
import type { JobRecord } from '../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../jobs/lifecycle/process-record.ts';

/**
 * What runs processes for a `ProcessCluster`. None of the orders fails: what comes of them is told to the
 * cluster as observations, the end of each started run once at least.
 */
export interface ProcessHost {
  readonly node: string;
  readonly capacity: Capacity;
  readonly hosts: readonly string[];
  /** InvalidError if the job could never run here as described. */
  check(spec: JobSpec, signal: AbortSignal): Promise<void>;
  /** A port for the job's master, free now. Undefined if it needs none. */
  masterPort(spec: JobSpec): Promise<number | undefined>;
  /** The intent is durable: from now on this run may have a process. */
  start(order: { readonly job: JobRecord; readonly process: ProcessRecord; readonly run: string }): void;
  /** Asks the run to end: SIGTERM. */
  stop(run: string): void;
  /** Ends the run: SIGKILL. */
  kill(run: string): void;
  /** The end of the run is durable; what is kept of it may go. */
  forget(run: string): void;
  /** Nothing is kept of the job any more. */
  release(job: JobRecord): void;
}

/** Where a `ProcessCluster` writes its jobs. */
export interface JobStore {
  /** All or nothing, durable when resolved. RetryableError while it does not take writes. */
  write(changes: JobChanges): Promise<void>;
}

/** Letters and digits of which names are made: no vowels, so no words; none that look alike. */
const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';

/** A text of so many of those, from a source of numbers in [0, 1). */
export function randomLetters(count: number, random: () => number): string {
  return Array.from({ length: count }, () => NAME_LETTERS[Math.floor(random() * NAME_LETTERS.length)]).join(
    '',
  );
}
