import { describe, expect, test } from 'vitest';
import { later } from '../../src/lib/time.ts';
import { calm, columns, scanned } from '../support/points.ts';
import {
  everything,
  HOUR,
  markAt,
  memory,
  pointAt,
  settings,
  totalAt,
  windows,
  type Fixture,
} from './metrics-store-fixture.ts';

export function adminContract(fixture: Fixture): void {
  describe('administration', () => {
    test('once set up, there is nothing left to plan', async () => {
      await fixture.store.admin.setup(settings, calm);
      expect(await fixture.store.admin.plan(settings, calm)).toEqual([]);
      expect(await fixture.store.admin.setup(settings, calm)).toEqual([]);
    });

    test('a cleanup removes totals and marks, as it was planned, never points', async () => {
      const { store } = fixture;
      await store.admin.setup(settings, calm);
      await store.write(columns([pointAt(fixture, 0, 1)]), calm);
      await store.writeTotals([totalAt(fixture, -1), totalAt(fixture, -9_000)], [markAt(fixture, -1)], calm);
      const plan = await store.admin.planCleanup(calm);
      expect(plan.length).toBeGreaterThan(0);
      expect(await store.admin.planCleanup(calm)).toEqual(plan);
      expect(await store.admin.cleanup(calm)).toEqual(plan);
      expect(await store.admin.planCleanup(calm)).toEqual([]);
      expect(await store.admin.cleanup(calm)).toEqual([]);

      // what it removed does not come back with the place for it
      await store.admin.setup(settings, calm);
      const whole = windows(fixture, -10_000, 10);
      expect(await store.sumTotals({ level: 'job', ...whole }, calm)).toEqual([]);
      expect(await store.marks(whole, calm)).toEqual([]);
      expect(await store.admin.oldestTotal(calm)).toBeUndefined();
      await store.writeTotals([totalAt(fixture, -1)], [], calm);
      expect(await store.sumTotals({ level: 'job', ...windows(fixture, -100, 10) }, calm)).toHaveLength(1);
      const points = { measurements: ['cpu/usage_rate'], ...everything(fixture) };
      expect(await scanned(store, points)).toHaveLength(1);
    });

    test('tells the oldest point', async () => {
      expect(await fixture.store.admin.oldestPoint(calm)).toBeUndefined();
      await fixture.store.write(
        columns([
          pointAt(fixture, -5 * HOUR, 1),
          pointAt(fixture, 0, 2),
          pointAt(fixture, -7 * HOUR, 3, memory),
        ]),
        calm,
      );
      expect(await fixture.store.admin.oldestPoint(calm)).toBe(later(fixture.base, -7 * HOUR));
    });

    test('tells the oldest window that has totals', async () => {
      expect(await fixture.store.admin.oldestTotal(calm)).toBeUndefined();
      const rows = [
        totalAt(fixture, -1),
        totalAt(fixture, -7, { level: 'user', job: '' }),
        totalAt(fixture, -5),
      ];
      await fixture.store.writeTotals(rows, [markAt(fixture, -9)], calm);
      expect(await fixture.store.admin.oldestTotal(calm)).toBe(windows(fixture, -7, 0).from);
    });
  });
}
