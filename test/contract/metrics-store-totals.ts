import { describe, expect, test } from 'vitest';
import type { Total } from '../../src/accounting/totals.ts';
import { later } from '../../src/lib/time.ts';
import { calm, columns, scanned } from '../support/points.ts';
import { everything, HOUR, memory, other, pointAt, type Fixture } from './metrics-store-fixture.ts';

export function totalsContract(fixture: Fixture): void {
  describe('totals', () => {
    function total(hour: number, changes: Partial<Total> = {}): Total {
      const start = later(fixture.base, hour * HOUR);
      const place = { level: 'job', account: 'default', job: 'darts', user: '', resource: 'cpu' } as const;
      return { ...place, start, end: later(start, HOUR), sum: 1, count: 4, seconds: 60, ...changes };
    }

    async function sums(
      from: number,
      to: number,
      level: Total['level'] = 'job',
      match = {},
    ): Promise<readonly Total[]> {
      const rows = await fixture.store.sumTotals(
        { level, from: later(fixture.base, from * HOUR), to: later(fixture.base, to * HOUR), match },
        calm,
      );
      return rows.toSorted((a, b) => (a.job + a.resource < b.job + b.resource ? -1 : 1));
    }

    test('add up over whole windows inside the period', async () => {
      await fixture.store.writeTotals(
        [total(-3), total(-2, { sum: 10 }), total(-1, { sum: 100 }), total(0, { sum: 1_000 })],
        calm,
      );
      expect(await sums(-2, 0)).toEqual([total(-2, { end: fixture.base, sum: 110, count: 8, seconds: 120 })]);
      expect(await sums(-2.5, 0.5)).toEqual(await sums(-2, 0));
      expect(await sums(0, 0)).toEqual([]);
    });

    test('adjacent periods add up to the whole', async () => {
      await fixture.store.writeTotals(
        Array.from({ length: 8 }, (_, index) => total(-index, { sum: 2 ** index })),
        calm,
      );
      const sum = async (from: number, to: number): Promise<number> => (await sums(from, to))[0]?.sum ?? 0;
      for (let middle = -6; middle <= 0; middle++) {
        expect((await sum(-7, middle)) + (await sum(middle, 1))).toBe(await sum(-7, 1));
      }
    });

    test('are kept apart by level, account, job, user and resource, and picked by those', async () => {
      await fixture.store.writeTotals(
        [
          total(-1),
          total(-1, { resource: 'mem', sum: 5 }),
          total(-1, { job: 'pi', sum: 7 }),
          total(-1, { level: 'account', job: '', sum: 9 }),
        ],
        calm,
      );
      expect((await sums(-1, 0)).map(({ sum }) => sum)).toEqual([1, 5, 7]);
      expect((await sums(-1, 0, 'job', { job: 'darts', resource: 'mem' })).map(({ sum }) => sum)).toEqual([
        5,
      ]);
      expect((await sums(-1, 0, 'account')).map(({ sum }) => sum)).toEqual([9]);
      expect(await sums(-1, 0, 'user')).toEqual([]);
      await expect(sums(-1, 0, 'job', { colour: 'red' })).rejects.toMatchObject({ code: 'bad-filter' });
    });

    test('are replaced, never added to, when written again', async () => {
      await fixture.store.writeTotals([total(-1)], calm);
      await fixture.store.writeTotals([total(-1, { sum: 3, count: 5, seconds: 61 })], calm);
      expect(await sums(-1, 0)).toEqual([total(-1, { sum: 3, count: 5, seconds: 61 })]);
    });

    test('are what a cleanup removes, never points', async () => {
      await fixture.store.write(columns([pointAt(fixture, 0, 1)]), calm);
      await fixture.store.writeTotals([total(-1)], calm);
      expect(await fixture.store.admin.cleanup(calm)).toHaveLength(1);
      expect(await fixture.store.admin.cleanup(calm)).toEqual([]);
      expect(await sums(-1, 0)).toEqual([]);
      expect(
        await scanned(fixture.store, { measurement: 'cpu/usage_rate', ...everything(fixture) }),
      ).toHaveLength(1);
    });
  });

  describe('administration', () => {
    const settings = { retention: 12 * HOUR, shardDuration: 2 * HOUR, aggregateRetention: 100 * HOUR };

    test('once set up, there is nothing left to plan', async () => {
      await fixture.store.admin.setup(settings, calm);
      expect(await fixture.store.admin.plan(settings, calm)).toEqual([]);
      expect(await fixture.store.admin.setup(settings, calm)).toEqual([]);
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

    test('expiry removes what is past its retention, and writing goes on', async () => {
      await fixture.store.write(
        columns([
          pointAt(fixture, -20 * HOUR, 1),
          pointAt(fixture, -15 * HOUR, 2, other),
          pointAt(fixture, -3 * HOUR, 3),
          pointAt(fixture, 0, 4),
        ]),
        calm,
      );
      await fixture.store.admin.expire(settings, fixture.base, calm);
      await fixture.store.write(columns([pointAt(fixture, 1, 5), pointAt(fixture, 1, 6, other)]), calm);
      const stored = await scanned(fixture.store, { measurement: 'cpu/usage_rate', ...everything(fixture) });
      expect(stored.map(({ series, value }) => [series.tags['pod_name'], value])).toEqual([
        ['darts-aaaaa', 3],
        ['darts-aaaaa', 4],
        ['darts-aaaaa', 5],
        ['darts-bbbbb', 6],
      ]);
    });
  });
}
