import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError, RetryableError } from '../../../../src/lib/errors.ts';
import { createMemorySpool } from '../../../../src/stores/memory/memory-spool.ts';
import { calm, columns } from '../../../support/points.ts';
import { point, points, SECOND, series, SpoolHouse } from '../../../support/spool-house.ts';

let house: SpoolHouse;
let clock: SpoolHouse['clock'];
let store: SpoolHouse['store'];
beforeEach(() => {
  house = new SpoolHouse();
  ({ clock, store } = house);
});
afterEach(() => house[Symbol.asyncDispose]());

describe('draining', () => {
  test('merges small batches into writes of about 5,000 points, one at a time', async () => {
    store.fault = 'refuses';
    for (let at = 0; at < 12_000; at += 10) await house.spooled.write(points(at, 10), calm);
    store.fault = 'none';
    store.latency = () => 50;
    store.writes.length = 0;
    store.most = 0;
    await clock.advance(5 * SECOND);
    expect(store.writes).toEqual([5_000, 5_000, 2_000]);
    expect(store.most).toBe(1);
    expect(await house.stored()).toHaveLength(12_000);
  });

  test('comes to an end though writers could go on faster than the store takes points; then they go straight to it', async () => {
    store.latency = () => 200; // 5,000 points a second at most
    await house.spool.append(points(500_000, 1_000), calm);
    const append = house.spool.append.bind(house.spool);
    house.spool.append = async (...batch) => {
      await clock.sleep(50); // so that something is always on its way
      await append(...batch);
    };
    await house.reopen({ together: 1_000 });
    let next = 0;
    let slowest = 0;
    const end = new AbortController();
    async function writeOn(): Promise<void> {
      while (!end.signal.aborted) {
        const start = clock.monotonic();
        await house.spooled.write(points((next += 200) - 200, 200), calm);
        slowest = Math.max(slowest, clock.monotonic() - start);
        await clock.sleep(100); // of 8 writers up to 16,000 points a second
      }
    }
    const writers = Array.from({ length: 8 }, writeOn);
    await clock.advance(20 * SECOND);
    expect(house.spooled.stats.points).toBe(0);
    const { drained } = house.spooled.stats;
    end.abort();
    await house.took(Promise.all(writers));
    expect(house.spooled.stats.drained).toBe(drained);
    expect(await house.stored()).toHaveLength(next + 1_000);
    expect(slowest).toBeLessThanOrEqual(5 * SECOND);
  });

  test('when the rest hangs, points that held for it go behind it', async () => {
    store.fault = 'refuses';
    await house.spooled.write(points(100, 5_000), calm);
    await house.spooled.write(point(1, 10), calm);
    store.fault = 'none';
    store.latency = () => 100;
    await clock.advance(1_050);
    store.fault = 'hangs';
    await clock.advance(100);
    expect(house.spooled.stats).toMatchObject({ points: 1, drained: 5_000 });
    const write = house.spooled.write(point(1, 20), calm);
    await clock.settle();
    store.fault = 'none';
    store.latency = () => 0;
    expect(await house.took(write)).toBeLessThanOrEqual(5 * SECOND);
    expect(house.spooled.stats.points).toBe(2);
    await clock.advance(60 * SECOND);
    expect((await house.stored())[0]).toEqual([1, 20]);
  });

  test('when the store hangs in the middle, points are held for 5 seconds at most, and then not at all', async () => {
    store.latency = () => 100;
    for (const from of [0, 100, 200]) await house.spool.append(points(from, 100), calm);
    await house.reopen({ together: 1 });
    await clock.advance(50);
    store.fault = 'hangs';
    await clock.advance(100);
    expect(house.spooled.stats).toMatchObject({ points: 200, drained: 100 });
    expect(await house.took(house.spooled.write(point(1_000), calm))).toBe(4_950);
    for (let time = 1_001; time < 1_010; time++)
      expect(await house.took(house.spooled.write(point(time), calm))).toBe(0);
    store.fault = 'none';
    await clock.advance(60 * SECOND);
    expect(await house.stored()).toHaveLength(310);
  });

  test('goes on where it was when the store goes away in the middle', async () => {
    store.fault = 'refuses';
    for (let at = 0; at < 20_000; at += 1_000) await house.spooled.write(points(at, 1_000), calm);
    store.fault = 'none';
    store.latency = () => 100;
    await clock.advance(1_250);
    store.fault = 'fails-late';
    await clock.advance(SECOND);
    const { points: left } = house.spooled.stats;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(20_000);
    expect(house.spooled.stats.awayReason).toBe('connection reset');
    store.fault = 'none';
    await clock.advance(10 * SECOND);
    expect(await house.stored()).toHaveLength(20_000);
  });

  test('drops what the store refuses, counted by reason, with a log line for the first of each', async () => {
    store.fault = 'refuses';
    await house.spooled.write(point(1, Number.NaN), calm);
    await house.spooled.write(
      columns([1, 2, 3].map((at) => ({ series, time: BigInt(at), value: Number.NaN }))),
      calm,
    );
    await house.spooled.write(points(10, 3), calm);
    store.fault = 'none';
    await clock.advance(5 * SECOND);
    expect(await house.stored()).toHaveLength(3);
    expect(house.spooled.stats).toMatchObject({ points: 0, drained: 3 });
    expect([...house.spooled.stats.dropped.values()]).toEqual([4]);
    expect(house.log.lines.filter(({ message }) => message.includes('dropped'))).toEqual([
      {
        level: 'warn',
        message: 'points of the spool are dropped: the metrics store refuses them',
        fields: { reason: expect.stringContaining('NaN'), point: { series, time: 1n, value: Number.NaN } },
      },
    ]);
  });

  test('keeps everything when the store fails in a way that another attempt would not mend', async () => {
    store.fault = 'refuses';
    await house.spooled.write(point(1), calm);
    const write = store.write.bind(store);
    store.write = () => Promise.reject(new FatalError('broken', 'broken'));
    store.fault = 'none';
    await clock.advance(60 * SECOND);
    expect(house.spooled.stats).toMatchObject({ points: 1, awayReason: 'broken' });
    store.write = write;
    await clock.advance(60 * SECOND);
    expect(await house.stored()).toEqual([[1, 1]]);
  });

  test('begins at once with what an earlier run left', async () => {
    await house.spool.append(points(0, 100), calm);
    await house.reopen();
    await clock.settle();
    expect(await house.stored()).toHaveLength(100);
    expect(house.logged).toEqual(['info: points wait in the spool from before']);
  });
});

describe('when the spool takes no more', () => {
  test('its error is the writer’s, and what waits is kept', async () => {
    house.spool = createMemorySpool({ clock, max: 1_000 });
    await house.reopen();
    store.fault = 'refuses';
    let kept = 0;
    await expect(
      (async () => {
        for (; ; kept++) await house.spooled.write(point(kept), calm);
      })(),
    ).rejects.toMatchObject({ code: 'spool-full', message: expect.stringContaining('accounting.spool.max') });
    expect(kept).toBeGreaterThan(2);
    expect(house.spooled.stats.points).toBe(kept);
    store.fault = 'none';
    await clock.advance(5 * SECOND);
    await house.spooled.write(point(kept), calm);
    expect(await house.stored()).toHaveLength(kept + 1);
  });

  test('and the store is back, points go straight to it', async () => {
    house.spool.append = () => Promise.reject(new RetryableError('disk-full', 'the disk is full'));
    store.fault = 'refuses';
    await expect(house.spooled.write(point(1), calm)).rejects.toMatchObject({ code: 'disk-full' });
    store.fault = 'hangs';
    await clock.advance(2 * SECOND);
    const failure = house.spooled.write(point(2), calm).catch((error: unknown) => error);
    expect(await house.took(failure)).toBe(0);
    expect(await failure).toMatchObject({ code: 'disk-full' });
    store.fault = 'none';
    await clock.advance(60 * SECOND);
    await house.spooled.write(point(3), calm);
    expect(await house.stored()).toEqual([[3, 3]]);
  });

  test('and what waits cannot be removed, it is written again, which changes nothing', async () => {
    const remove = house.spool.remove.bind(house.spool);
    house.spool.remove = () => Promise.reject(new RetryableError('disk-full', 'the disk is full'));
    store.fault = 'refuses';
    await house.spooled.write(point(1, 10), calm);
    await house.spooled.write(point(1, 20), calm);
    store.fault = 'none';
    await clock.advance(10 * SECOND);
    expect(house.spooled.stats).toMatchObject({ points: 2, awayReason: 'the disk is full' });
    await house.spooled.write(point(1, 30), calm);
    house.spool.remove = remove;
    await clock.advance(30 * SECOND);
    expect(await house.stored()).toEqual([[1, 30]]);
    expect(house.spooled.stats.points).toBe(0);
  });
});
