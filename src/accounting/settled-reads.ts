import { RetryableError } from '../lib/errors.ts';
import type { Instant } from '../lib/time.ts';
import type { MetricsStore } from './ports/metrics-store.ts';

/**
 * The store for who goes on from what it has stored before: newest points are not told while some wait to be
 * written, for what came after those in the store would be taken for missing.
 */
export function settledReads(
  store: Pick<MetricsStore, 'write' | 'newest'>,
  unsent: () => Instant | undefined,
): Pick<MetricsStore, 'write' | 'newest'> {
  return {
    write: (batch, signal) => store.write(batch, signal),
    newest: (query, signal) =>
      unsent() === undefined ? store.newest(query, signal) : Promise.reject(pointsWait()),
  };
}

function pointsWait(): RetryableError {
  return new RetryableError('store-away', 'points wait to be stored; which are the newest is not known yet');
}
