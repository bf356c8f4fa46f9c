import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Instant } from '../../src/lib/time.ts';
import { calm, columns, scanned } from '../support/points.ts';
import {
  everything,
  HOUR,
  markAt,
  other,
  pointAt,
  settings,
  totalAt,
  windows,
  type Fixture,
} from './metrics-store-fixture.ts';

const DAY = 96;

/** What stores keep to that expire by themselves, when they are told to. */
export function expiryContract(adapter: string, open: () => Promise<MetricsStore>, base: Instant): void {
  describe(`${adapter}, expiring`, () => {
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

    test('removes points past their retention, and takes more', async () => {
      await store.write(
        columns([
          pointAt(fixture, -20 * HOUR, 1),
          pointAt(fixture, -15 * HOUR, 2, other),
          pointAt(fixture, -3 * HOUR, 3),
          pointAt(fixture, 0, 4),
        ]),
        calm,
      );
      await store.admin.expire(settings, base, calm);
      await store.write(columns([pointAt(fixture, 1, 5), pointAt(fixture, 1, 6, other)]), calm);
      const stored = await scanned(store, { measurements: ['cpu/usage_rate'], ...everything(fixture) });
      expect(stored.map(({ series, value }) => [series.tags['pod_name'], value])).toEqual([
        ['darts-aaaaa', 3],
        ['darts-aaaaa', 4],
        ['darts-aaaaa', 5],
        ['darts-bbbbb', 6],
      ]);
    });

    test('removes totals and marks past theirs, by whole days at most, and takes more', async () => {
      const days = { ...settings, aggregateRetention: 20 * 24 * HOUR };
      const places = [-60, -30, -22, -19.5, -10, 0].map((day) => day * DAY);
      const rows = places.map((window) => totalAt(fixture, window));
      await store.writeTotals(
        rows,
        places.map((window) => markAt(fixture, window)),
        calm,
      );
      await store.writeTotals([totalAt(fixture, -30 * DAY, { job: 'gone' })], [], calm);
      await store.admin.expire(days, base, calm);
      const whole = windows(fixture, -100 * DAY, 100);
      expect((await store.marks(whole, calm)).map(({ start }) => start)).toEqual(
        rows.slice(3).map(({ start }) => start),
      );
      const sums = await store.sumTotals({ level: 'job', ...whole }, calm);
      expect(sums.map(({ job, cpu }) => [job, cpu])).toEqual([['darts', 3]]);
      expect(await store.admin.oldestTotal(calm)).toBe(rows[3]?.start);

      await store.writeTotals([totalAt(fixture, 1), totalAt(fixture, 1, { job: 'gone' })], [], calm);
      const again = await store.sumTotals({ level: 'job', ...whole }, calm);
      expect(Object.fromEntries(again.map(({ job, cpu }) => [job, cpu]))).toEqual({ darts: 4, gone: 1 });
    });
  });
}
