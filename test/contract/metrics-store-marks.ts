import { describe, expect, test } from 'vitest';
import { later } from '../../src/lib/time.ts';
import { calm } from '../support/points.ts';
import { markAt, totalAt, windows, type Fixture } from './metrics-store-fixture.ts';

export function marksContract(fixture: Fixture): void {
  describe('marks of windows', () => {
    test('are given in the order of their windows, for those that start in [from, to)', async () => {
      const marks = [-3, 0, -1, -2].map((window) => markAt(fixture, window, { interval: 1_000 - window }));
      await fixture.store.writeTotals([], marks.slice(0, 2), calm);
      await fixture.store.writeTotals([], marks.slice(2), calm);
      const found = async (from: number, to: number) =>
        await fixture.store.marks(windows(fixture, from, to), calm);
      expect(await found(-100, 100)).toEqual(
        [-3, -2, -1, 0].map((at) => marks.find((one) => one.start === markAt(fixture, at).start)),
      );
      expect((await found(-2, 0)).map(({ start }) => start)).toEqual([
        windows(fixture, -2, 0).from,
        windows(fixture, -1, 0).from,
      ]);
      expect(await found(-1.5, -1)).toEqual([]);
      expect(await found(1, 100)).toEqual([]);
    });

    test('are replaced by those written later', async () => {
      await fixture.store.writeTotals([], [markAt(fixture, -1), markAt(fixture, 0)], calm);
      const stale = markAt(fixture, -1, {
        state: 'stale',
        until: later(fixture.base, 123) + 7n,
        interval: 60_000,
      });
      await fixture.store.writeTotals([], [stale], calm);
      expect(await fixture.store.marks(windows(fixture, -10, 10), calm)).toEqual([stale, markAt(fixture, 0)]);
    });

    test('and totals do not ask for each other', async () => {
      await fixture.store.writeTotals(
        [totalAt(fixture, -1)],
        [markAt(fixture, -2, { state: 'stale' })],
        calm,
      );
      const whole = windows(fixture, -10, 10);
      expect(await fixture.store.sumTotals({ level: 'job', ...whole }, calm)).toHaveLength(1);
      expect((await fixture.store.marks(whole, calm)).map(({ state }) => state)).toEqual(['stale']);
    });

    test('of a season are given at once', async () => {
      const marks = Array.from({ length: 9_000 }, (_, at) => markAt(fixture, at - 9_000));
      await fixture.store.writeTotals([], marks.toReversed(), calm);
      expect(await fixture.store.marks(windows(fixture, -10_000, 10), calm)).toEqual(marks);
    });
  });
}
