import type { Instant } from '../lib/time.ts';

/** Who of a job does its work now. */
export interface ReadyWorkers {
  readonly names: readonly string[];
  /** When the job was submitted: what is known of its name from before is another job's. */
  readonly submittedAt: Instant;
}
