import type { Instant } from '../../lib/time.ts';
import type { JobMetricQuery } from '../../scaling/ports/signal-queries.ts';
import { across, sum } from './across.ts';

/** What one ready worker uses of what it was promised (or may use). */
export interface WorkerUse {
  readonly use: number;
  readonly share: number;
  readonly at: Instant;
}

/**
 * Use of the workers in percent. sum: all that they use of all that they have been promised; mean, max and
 * min: of each worker's own percentage.
 *
 * `missing` more workers are ready, but nothing is known of them yet. They are counted as using nothing of
 * as much as the largest of the others, so that the value is the least that the truth can be.
 */
export function percent(how: JobMetricQuery['across'], known: readonly WorkerUse[], missing: number): number {
  if (how === 'sum') {
    const largest = across(
      'max',
      known.map(({ share }) => share),
    );
    return (
      (100 * sum(known.map(({ use }) => use))) / (sum(known.map(({ share }) => share)) + missing * largest)
    );
  }
  const each = known.map(({ use, share }) => (100 * use) / share);
  // one idle worker stands for all of them, except in the mean
  const idle = Array.from({ length: how === 'mean' ? missing : Math.min(missing, 1) }, () => 0);
  return across(how, [...each, ...idle]);
}
