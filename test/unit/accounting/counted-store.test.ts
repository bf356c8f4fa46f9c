import { beforeEach, describe, expect, test } from 'vitest';
import { CountedStore } from '../../../src/accounting/counted-store.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, columns, scanned, tagsOf } from '../../support/points.ts';

describe('CountedStore', () => {
  const clock = new VirtualClock();
  const inner = createMemoryStore();
  const write = inner.write.bind(inner);
  const series = { measurement: 'backlog', tags: tagsOf('default', 'darts', 'darts-a') };
  const batch = (...values: number[]) =>
    columns(values.map((value, at) => ({ series, time: clock.now() + BigInt(at), value })));
  let store: CountedStore;

  beforeEach(() => {
    inner.write = write;
    store = new CountedStore({ store: inner, clock });
  });

  test('counts points as they come, are stored and are refused', async () => {
    await store.write(batch(1, 2), calm);
    expect(await store.write(batch(1, Number.NaN, 3), calm)).toMatchObject([{ at: 1 }]);
    expect(store.counts).toMatchObject({
      received: 5,
      recorded: 4,
      refused: 1,
      failures: 0,
      failing: undefined,
    });
  });

  test('counts writes that fail, and tells why until one succeeds', async () => {
    inner.write = () => Promise.reject(new RetryableError('store-away', 'unplugged'));
    await expect(store.write(batch(1, 2), calm)).rejects.toThrow('unplugged');
    expect(store.counts).toMatchObject({ received: 2, recorded: 0, failures: 1, failing: 'unplugged' });
    inner.write = write;
    await store.write(batch(1), calm);
    expect(store.counts).toMatchObject({ received: 3, recorded: 1, failures: 1, failing: undefined });
  });

  test('times what is written, failed or not', async () => {
    for (const duration of [3, 70]) {
      inner.write = async () => {
        await clock.sleep(duration);
        throw new RetryableError('store-away', 'away');
      };
      const written = store.write(batch(1), calm).catch((error: Error) => error.message);
      await clock.advance(duration);
      expect(await written).toBe('away');
    }
    const { count, sum, buckets } = store.counts.durations;
    expect([count, sum]).toEqual([2, 73]);
    const atMost = new Map(buckets.map(({ le, count: below }) => [le, below]));
    expect([2, 5, 50, 100, 10_000].map((le) => atMost.get(le))).toEqual([0, 1, 1, 2, 2]);
  });

  test("everything else is the store's own", async () => {
    await store.write(batch(7), calm);
    const query = { measurements: ['backlog'], from: clock.now(), to: clock.now() + 1n };
    expect(await scanned(store, query)).toMatchObject([{ value: 7 }]);
    const jobs = [{ namespace: 'default', name: 'darts' }];
    const newest = { measurement: 'backlog', jobs, since: clock.now(), until: clock.now() };
    expect(await store.newest(newest, calm)).toMatchObject([{ value: 7 }]);
    const mark = { start: 0n, state: 'closed', since: 0n, until: 1n, interval: 15_000 } as const;
    await store.writeTotals([], [mark], calm);
    expect(await store.marks({ from: 0n, to: 1n }, calm)).toEqual([mark]);
    expect(await store.sumTotals({ level: 'account', from: 0n, to: 1n }, calm)).toEqual([]);
    expect(store.admin).toBe(inner.admin);
  });
});
