import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FatalError } from '../../../../src/lib/errors.ts';
import { calm } from '../../../support/points.ts';
import { point, points, SECOND, SpoolHouse } from '../../../support/spool-house.ts';

let house: SpoolHouse;
let clock: SpoolHouse['clock'];
let store: SpoolHouse['store'];
beforeEach(() => {
  house = new SpoolHouse();
  ({ clock, store } = house);
});
afterEach(() => house[Symbol.asyncDispose]());

describe('while the store answers', () => {
  test('points go straight to it, several writes at once', async () => {
    store.latency = () => 10;
    await house.took(Promise.all([1, 2, 3].map((at) => house.spooled.write(point(at), calm))));
    expect(store.most).toBe(3);
    expect(await house.stored()).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(house.spooled.stats).toEqual({
      points: 0,
      bytes: 0,
      setupMissing: false,
      drained: 0,
      dropped: new Map(),
    });
    expect(house.logged).toEqual([]);
  });

  test('what it refuses is told to the writer', async () => {
    const refused = await house.spooled.write(point(1, Number.NaN), calm);
    expect(refused).toEqual([{ at: 0, reason: expect.stringContaining('NaN') }]);
    expect(house.spooled.stats.dropped).toEqual(new Map());
  });

  test('an error that another attempt would not mend is the writer’s', async () => {
    store.write = () => Promise.reject(new FatalError('broken', 'broken'));
    await expect(house.spooled.write(point(1), calm)).rejects.toMatchObject({ code: 'broken' });
    expect(house.spooled.stats.points).toBe(0);
  });

  test('a writer that gives up leaves nothing behind', async () => {
    store.fault = 'hangs';
    const controller = new AbortController();
    const write = house.spooled.write(point(1), controller.signal);
    write.catch(() => {});
    await clock.advance(SECOND);
    controller.abort(new Error('given up'));
    await expect(write).rejects.toThrow('given up');
    await expect(house.spooled.write(point(1), controller.signal)).rejects.toThrow('given up');
    expect(house.spooled.stats).toMatchObject({ points: 0, setupMissing: false });
    expect(house.spooled.stats.awaySince).toBeUndefined();
  });
});

describe('while the store is away', () => {
  test('points are acknowledged, wait, and go to it in their order once it is back', async () => {
    store.fault = 'refuses';
    const since = clock.now();
    for (let at = 0; at < 10; at++) await house.spooled.write(point(at), calm);
    expect(house.spooled.stats).toMatchObject({
      points: 10,
      oldestAt: since,
      earliestPoint: 0n,
      awaySince: since,
      awayReason: 'connection refused',
    });
    await clock.advance(60 * SECOND);
    expect(await house.stored()).toEqual([]);
    expect(house.spooled.stats).toMatchObject({ points: 10, awaySince: since });

    store.fault = 'none';
    await clock.advance(30 * SECOND);
    expect(await house.stored()).toEqual(Array.from({ length: 10 }, (_, at) => [at, at]));
    expect(house.spooled.stats).toEqual({
      points: 0,
      bytes: 0,
      setupMissing: false,
      drained: 10,
      dropped: new Map(),
    });
    expect(house.logged).toEqual([
      'warn: the metrics store is away; points wait in the spool',
      'info: the metrics store takes points again',
    ]);
  });

  test('attempts come after 1, 2, 4, 8, 16 and then every 30 seconds', async () => {
    store.fault = 'refuses';
    const attempts: number[] = [];
    const write = store.write.bind(store);
    store.write = (...args) => {
      attempts.push(clock.monotonic() / SECOND);
      return write(...args);
    };
    await house.spooled.write(point(1), calm);
    await clock.advance(120 * SECOND);
    expect(attempts).toEqual([0, 1, 3, 7, 15, 31, 61, 91]);
  });

  test('one that hangs holds up a write for 5 seconds, and those after it not at all', async () => {
    store.fault = 'hangs';
    const first = house.spooled.write(point(1), calm);
    await clock.advance(3 * SECOND);
    const second = house.spooled.write(point(2), calm);
    expect(await house.took(first)).toBe(2 * SECOND);
    expect(await house.took(house.spooled.write(point(3), calm))).toBe(0);
    expect(await house.took(second)).toBe(3 * SECOND);
    await clock.advance(10 * SECOND);
    expect(await house.took(house.spooled.write(point(4), calm))).toBe(0);
    expect(house.spooled.stats).toMatchObject({ points: 4, awayReason: 'no answer within 5s' });
    store.fault = 'none';
    await clock.advance(60 * SECOND);
    expect((await house.stored()).map(([time]) => time)).toEqual([1, 2, 3, 4]);
  });

  test.each(['fails-late', 'hangs-late'] as const)(
    'a write that %s is written again, which changes nothing',
    async (fault) => {
      await house.spooled.write(point(1, 10), calm);
      store.fault = fault;
      await house.took(house.spooled.write(point(1, 20), calm));
      await house.took(house.spooled.write(point(2, 30), calm));
      await clock.advance(20 * SECOND);
      store.fault = 'none';
      await clock.advance(60 * SECOND);
      expect(await house.stored()).toEqual([
        [1, 20],
        [2, 30],
      ]);
      expect(house.spooled.stats.points).toBe(0);
    },
  );

  test('new points go behind those that wait, so that the last value counts', async () => {
    store.fault = 'refuses';
    await house.spooled.write(point(1, 10), calm);
    store.fault = 'none';
    await house.spooled.write(point(1, 20), calm);
    await house.spooled.write(point(1, 30), calm);
    expect(await house.stored()).toEqual([]);
    await clock.advance(5 * SECOND);
    expect(await house.stored()).toEqual([[1, 30]]);
    expect(house.spooled.stats.drained).toBe(3);
  });

  test('points that come while others are drained go behind these', async () => {
    await house.spool.append(points(100, 2_000), calm);
    await house.spool.append(point(1, 10), calm);
    await house.spool.append(point(2, 10), calm);
    let writes = 0;
    store.latency = () => (++writes % 2 === 1 ? 1_000 : 1); // one that comes between two others would be quicker
    await house.reopen({ together: 1 });
    await clock.advance(100);
    await house.took(house.spooled.write(point(1, 20), calm));
    await clock.advance(950);
    await house.took(house.spooled.write(point(2, 20), calm));
    await clock.advance(10 * SECOND);
    expect((await house.stored()).slice(0, 2)).toEqual([
      [1, 20],
      [2, 20],
    ]);
  });

  test('reads are the store’s own', async () => {
    store.fault = 'refuses';
    const query = { measurement: 'backlog', jobs: [], since: 0n, until: 1n };
    await expect(house.spooled.newest(query, calm)).rejects.toMatchObject({ code: 'store-away' });
    await expect(house.spooled.marks({ from: 0n, to: 1n }, calm)).rejects.toMatchObject({
      code: 'store-away',
    });
  });
});

describe('setup that is missing', () => {
  test('is told, once, and waited for', async () => {
    store.fault = 'setup-missing';
    await house.spooled.write(point(1), calm);
    await clock.advance(100 * SECOND);
    expect(house.spooled.stats).toMatchObject({
      points: 1,
      setupMissing: true,
      awayReason: 'the database is missing',
    });
    store.fault = 'refuses';
    await clock.advance(30 * SECOND);
    expect(house.spooled.stats.setupMissing).toBe(false);
    store.fault = 'none';
    await clock.advance(30 * SECOND);
    expect(house.spooled.stats).toMatchObject({ points: 0, setupMissing: false });
    expect(house.logged).toEqual([
      'warn: points wait in the spool until setup-metrics has been run',
      'warn: the metrics store is away; points wait in the spool',
      'info: the metrics store takes points again',
    ]);
  });

  test('once made, points wait no longer', async () => {
    store.fault = 'setup-missing';
    await house.spooled.write(point(1), calm);
    await clock.advance(100 * SECOND);
    store.fault = 'none';
    const settings = {
      retention: SECOND,
      shardDuration: SECOND,
      aggregateRetention: SECOND,
      replication: 1,
      initRetentionPolicy: 'alter',
      defaultRetentionPolicy: true,
    } as const;
    await house.spooled.admin.setup(settings, calm);
    await clock.settle();
    expect(house.spooled.stats.points).toBe(0);
  });
});

describe('disposing', () => {
  test('gives up draining, and what waits stays', async () => {
    store.fault = 'refuses';
    await house.spooled.write(point(1), calm);
    store.fault = 'hangs';
    await clock.advance(2 * SECOND);
    expect(await house.took(house.spooled[Symbol.asyncDispose]())).toBe(0);
    expect(house.spool.state.points).toBe(1);
  });

  test('waits for writes under way, which go to the spool if the store no longer takes them', async () => {
    store.fault = 'hangs';
    const write = house.spooled.write(point(1), calm);
    await clock.settle();
    let closed = false;
    house.spool[Symbol.asyncDispose] = () => {
      closed = true;
      return Promise.resolve();
    };
    const disposed = house.spooled[Symbol.asyncDispose]();
    await clock.advance(4 * SECOND);
    expect(closed).toBe(false);
    await house.took(Promise.all([disposed, write]));
    expect(closed).toBe(true);
    expect(house.spool.state.points).toBe(1);
  });
});
