import { afterEach, beforeEach, describe } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Instant } from '../../src/lib/time.ts';
import { newestContract } from './metrics-store-newest.ts';
import { pointsContract } from './metrics-store-points.ts';
import { totalsContract } from './metrics-store-totals.ts';

/** What every MetricsStore keeps to. `open` gives an empty store; `base`: a time that it takes points of, and of a day before. */
export function metricsStoreContract(
  adapter: string,
  open: () => Promise<MetricsStore>,
  base: Instant,
): void {
  describe(`${adapter} as a MetricsStore`, () => {
    let store: MetricsStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store[Symbol.asyncDispose]());

    const fixture = {
      base,
      get store() {
        return store;
      },
    };
    pointsContract(fixture);
    newestContract(fixture);
    totalsContract(fixture);
  });
}
