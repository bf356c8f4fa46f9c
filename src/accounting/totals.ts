import type { Instant } from '../lib/time.ts';

/**
 * What one account, job or user consumed of one resource in [start, end): sum, count and seconds are
 * kept, never a mean, so that totals of any windows add up.
 */
export interface Total {
  readonly level: 'account' | 'job' | 'user';
  readonly account: string;
  readonly job: string;
  readonly user: string;
  readonly resource: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly sum: number;
  readonly count: number;
  readonly seconds: number;
}
