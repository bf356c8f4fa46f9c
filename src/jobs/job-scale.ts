import type { Instant } from '../lib/time.ts';

/** How many workers a job has and should have. */
export interface JobScale {
  readonly requested: number;
  /** Ready workers; those being stopped do not count. */
  readonly running: number;
  /** Last change of `requested`, by whomever. Never later than now, even if the clock was set back. */
  readonly changedAt: Instant;
  /** Since when running plus succeeded has reached `requested`; absent while it has not. */
  readonly settledAt?: Instant;
  /** Set once the job has ended. */
  readonly outcome?: 'succeeded' | 'failed';
}
