import { afterEach, beforeEach, describe } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Instant } from '../../src/lib/time.ts';
import { adminContract } from './metrics-store-admin.ts';
import type { Fixture } from './metrics-store-fixture.ts';
import { longSumsContract } from './metrics-store-long-sums.ts';
import { marksContract } from './metrics-store-marks.ts';
import { newestContract } from './metrics-store-newest.ts';
import { pointsContract } from './metrics-store-points.ts';
import { totalsContract } from './metrics-store-totals.ts';

/**
 * What every MetricsStore keeps to. `open` gives an empty store, set up; `base`: the start of an hour. It takes
 * points of that hour and of a day before, and totals of a year before.
 */
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

    const fixture: Fixture = {
      base,
      get store() {
        return store;
      },
    };
    pointsContract(fixture);
    newestContract(fixture);
    totalsContract(fixture);
    longSumsContract(fixture);
    marksContract(fixture);
    adminContract(fixture);
  });
}
