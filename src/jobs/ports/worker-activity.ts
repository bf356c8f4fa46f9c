import type { Instant } from '../../lib/time.ts';
import type { JobRef } from '../job-ref.ts';

/** How busy a worker is: its last reported `busy` (0 to 1) and, when idle, since when. */
export interface Activity {
  readonly busy: number;
  readonly idleSince?: Instant;
}

/** What is known of each worker's activity, by process name; a process without data is missing. Never rejects unless aborted. */
export interface WorkerActivity {
  of(job: JobRef, signal: AbortSignal): Promise<ReadonlyMap<string, Activity>>;
}
