import { describe, expect, test } from 'vitest';
import type { Level, Owner, Total } from '../../src/accounting/totals.ts';
import { calm } from '../support/points.ts';
import { amounts, totalAt, windows, type Fixture } from './metrics-store-fixture.ts';

export function totalsContract(fixture: Fixture): void {
  describe('totals', () => {
    async function sums(
      from: number,
      to: number,
      level: Level = 'job',
      match: Partial<Owner> = {},
    ): Promise<readonly Total[]> {
      const rows = await fixture.store.sumTotals({ level, ...windows(fixture, from, to), match }, calm);
      return rows.toSorted((a, b) => a.cpu - b.cpu);
    }

    function write(...rows: readonly Total[]): Promise<void> {
      return fixture.store.writeTotals(rows, [], calm);
    }

    test('add up over whole windows inside the period, which is the time of the sum', async () => {
      await write(
        totalAt(fixture, -3),
        totalAt(fixture, -2, amounts(10)),
        totalAt(fixture, -1, amounts(100)),
        totalAt(fixture, 0, amounts(1_000)),
      );
      expect(await sums(-2, 0)).toEqual([totalAt(fixture, -2, { ...amounts(110), end: fixture.base })]);
      expect(await sums(-2.5, 0.5)).toEqual([
        totalAt(fixture, -2, {
          ...amounts(110),
          start: windows(fixture, -2.5, 0).from,
          end: windows(fixture, 0, 0.5).to,
        }),
      ]);
      expect(await sums(-0.9, 0.9)).toEqual([]);
      expect(await sums(0, 0)).toEqual([]);
    });

    test('adjacent periods add up to the whole', async () => {
      await write(...Array.from({ length: 8 }, (_, index) => totalAt(fixture, -index, amounts(2 ** index))));
      const sum = async (from: number, to: number): Promise<number> => (await sums(from, to))[0]?.cpu ?? 0;
      for (let middle = -6; middle <= 0; middle++) {
        expect((await sum(-7, middle)) + (await sum(middle, 1))).toBe(await sum(-7, 1));
      }
    });

    test('are kept apart by level and owner, and picked by those', async () => {
      await write(
        totalAt(fixture, -1),
        totalAt(fixture, -1, { ...amounts(2), user: 'bob' }),
        totalAt(fixture, -1, { ...amounts(3), job: 'pi' }),
        totalAt(fixture, -1, { ...amounts(4), account: 'maths' }),
        totalAt(fixture, -1, { ...amounts(5), namespace: 'team', user: '' }),
        totalAt(fixture, -1, { ...amounts(6), level: 'user', job: '' }),
        totalAt(fixture, -1, { ...amounts(7), level: 'account', job: '', user: '' }),
        totalAt(fixture, -1, { ...amounts(8), level: 'account', job: '', user: '', account: '' }),
      );
      const sizes = async (level: Level, match?: Partial<Owner>): Promise<readonly number[]> =>
        (await sums(-1, 0, level, match)).map(({ cpu }) => cpu);
      expect(await sizes('job')).toEqual([1, 2, 3, 4, 5]);
      expect(await sizes('user')).toEqual([6]);
      expect(await sizes('account')).toEqual([7, 8]);
      expect(await sizes('job', { namespace: 'default' })).toEqual([1, 2, 3, 4]);
      expect(await sizes('job', { account: 'maths' })).toEqual([4]);
      expect(await sizes('job', { job: 'pi', account: 'physics' })).toEqual([3]);
      expect(await sizes('job', { user: 'bob' })).toEqual([2]);
      expect(await sizes('job', { user: '' })).toEqual([5]);
      expect(await sizes('job', { user: 'bob', job: 'pi' })).toEqual([]);
      expect(await sizes('account', { account: '' })).toEqual([8]);
      expect(await sizes('account', { namespace: 'team' })).toEqual([]);
      const [whole] = await sums(-1, 0, 'job', { namespace: 'team' });
      expect(whole).toEqual(totalAt(fixture, -1, { ...amounts(5), namespace: 'team', user: '' }));
    });

    test('are replaced, never added to, when written again, also by nothing', async () => {
      await write(totalAt(fixture, -1), totalAt(fixture, -2));
      await write(totalAt(fixture, -1, amounts(3)), totalAt(fixture, -1, amounts(4)));
      expect(await sums(-1, 0)).toEqual([totalAt(fixture, -1, amounts(4))]);
      await write(totalAt(fixture, -1, amounts(0)));
      expect((await sums(-2, 0)).map(({ alive }) => alive)).toEqual([128]);
    });

    test('keep the last bit of an amount', async () => {
      const exact = {
        cpu: 0.1 + 0.2,
        mem: 123_456_789_012_345.67,
        gpu: 1 / 3,
        cpuRequested: Number.EPSILON,
        memRequested: 2 ** 53 - 1,
        count: 123_456,
        seconds: 899.999_999_999,
        alive: 1e-9,
      };
      await write(totalAt(fixture, -1, exact));
      expect(await sums(-1, 0)).toEqual([totalAt(fixture, -1, exact)]);
    });

    test('belong to owners of any name', async () => {
      const names = ['a b', 'a,b=c', '"quoted"', "it's", 'back\\slash', '💡', 'a/b', '%_*', 'ünï', '{}', '0'];
      await write(
        ...names.map((name, at) =>
          totalAt(fixture, -1, { ...amounts(at + 1), namespace: name, account: name, job: name, user: name }),
        ),
      );
      expect((await sums(-1, 0)).map(({ job }) => job)).toEqual(names);
      for (const name of names) {
        const match = { namespace: name, account: name, job: name, user: name };
        expect((await sums(-1, 0, 'job', match)).map(({ user }) => user)).toEqual([name]);
      }
    });

    test('of thousands of owners are written and read at once', async () => {
      const rows = Array.from({ length: 6_000 }, (_, index) =>
        totalAt(fixture, -(index % 3), { ...amounts(1 + index), job: `job-${Math.floor(index / 3)}` }),
      );
      await write(...rows);
      const found = await sums(-2, 1);
      expect(found.map(({ job, mem }) => [job, mem])).toEqual(
        Array.from({ length: 2_000 }, (_, job) => [`job-${job}`, 2 * (9 * job + 6)]),
      );
    });
  });
}
