import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Series } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { silentLog, type Log } from '../../src/lib/log.ts';
import { later, type Millis } from '../../src/lib/time.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { HOUR, settings as SETTINGS } from './metrics-store-fixture.ts';
import { eventually } from '../support/eventually.ts';
import { calm, columns, scanned, tagsOf } from '../support/points.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

describe('the SQLite store', () => {
  const clock = new VirtualClock();
  const now = clock.now();
  const darts = { namespace: 'default', name: 'darts' };
  const load: Series = { measurement: 'load', tags: tagsOf('default', 'darts', 'darts-aaaaa') };

  /** What it would log is a failure that it gets over; here it must not happen. */
  const log: Log = {
    ...silentLog,
    warn(message) {
      throw new Error(message);
    },
  };

  let folder: TemporaryFolder;
  let file: string;
  beforeEach(async () => {
    folder = await temporaryFolder();
    file = path.join(folder.path, 'metrics.db');
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  function open(shardDuration: Millis = 48 * HOUR): Promise<MetricsStore> {
    return createSqliteStore({ path: file, shardDuration, clock, log });
  }

  async function write(
    store: MetricsStore,
    ...points: readonly (readonly [Millis, number])[]
  ): Promise<void> {
    await store.write(
      columns(points.map(([at, value]) => ({ series: load, time: later(now, at), value }))),
      calm,
    );
  }

  async function newest(store: MetricsStore, since: Millis, until: Millis = 0): Promise<readonly number[]> {
    const query = { measurement: 'load', jobs: [darts], since: later(now, since), until: later(now, until) };
    return (await store.newest(query, calm)).map(({ value }) => value);
  }

  async function all(store: MetricsStore): Promise<readonly number[]> {
    const query = { measurements: ['load'], from: later(now, -1_000 * HOUR), to: later(now, 1_000 * HOUR) };
    return (await scanned(store, query)).map(({ value }) => value);
  }

  test('answers newest points after it was opened again, however old and whatever came later', async () => {
    {
      await using store = await open();
      await write(store, [-100 * HOUR, 1], [-2 * HOUR, 2], [-1, 3], [5 * HOUR, 4]);
    }
    for (const [since, until, value] of [
      [-1_000, 0, 3],
      [-3 * HOUR, -HOUR, 2],
      [-200 * HOUR, -99 * HOUR, 1],
      [-1_000, 6 * HOUR, 4],
    ] as const) {
      await using store = await open();
      expect(await newest(store, since, until)).toEqual([value]);
      expect(await newest(store, since, until)).toEqual([value]);
      expect(await newest(store, since, -150 * HOUR)).toEqual([]);
    }
  });

  test('neither a late point nor a question about the past hides newer points not yet loaded', async () => {
    const other: Series = { ...load, tags: tagsOf('default', 'pi', 'pi-aaaaa') };
    {
      await using store = await open();
      await write(store, [-100 * HOUR, 1], [-3 * HOUR, 2]);
      await store.write(columns([{ series: other, time: now, value: 0 }]), calm);
    }
    {
      await using store = await open();
      expect(await newest(store, -200 * HOUR, -99 * HOUR)).toEqual([1]);
      expect(await newest(store, -4 * HOUR)).toEqual([2]);
    }
    await using store = await open();
    await write(store, [-50 * HOUR, 3]);
    expect(await newest(store, -60 * HOUR)).toEqual([2]);
    expect(await newest(store, -60 * HOUR, -4 * HOUR)).toEqual([3]);
  });

  test('tells the file where a series ended, some minutes after its last point', async () => {
    {
      await using store = await open();
      await write(store, [-HOUR / 2, 1], [-HOUR / 4, 2]);
      const other: Series = { ...load, tags: tagsOf('default', 'pi', 'pi-aaaaa') };
      using database = new DatabaseSync(file, { readBigInts: true, readOnly: true });
      const end = database.prepare("SELECT live_until AS ends FROM series WHERE job = 'darts'");
      await eventually(
        async () => {
          await clock.advance(6 * 60_000);
          await store.write(columns([{ series: other, time: now, value: 0 }]), calm);
          return end.get()?.['ends'];
        },
        (ends) => ends === later(now, -HOUR / 4) + 1n,
      );
    }
    await clock.advance(5 * HOUR);
    await using store = await open();
    expect(await newest(store, -30 * HOUR)).toEqual([2]);
    expect(await newest(store, -30 * HOUR, -HOUR / 3)).toEqual([1]);
    await write(store, [-HOUR / 8, 3]);
    expect(await newest(store, -30 * HOUR)).toEqual([3]);
  });

  test('keeps what was written under another shard length, and drops both when they expire', async () => {
    const settings = { ...SETTINGS, retention: 10 * HOUR };
    {
      await using store = await open(7 * HOUR);
      await write(store, [-30 * HOUR, 1], [-3 * HOUR, 2]);
    }
    await using store = await open(5 * HOUR);
    await write(store, [-31 * HOUR, 3], [-29 * HOUR, 4], [-4 * HOUR, 5], [0, 6], [9 * HOUR, 7]);
    expect(await all(store)).toEqual([3, 1, 4, 5, 2, 6, 7]);
    await store.admin.expire(settings, now, calm);
    expect(await all(store)).toEqual([5, 2, 6, 7]);
    await store.admin.expire(settings, later(now, 100 * HOUR), calm);
    expect(await all(store)).toEqual([]);
    await write(store, [101 * HOUR, 8]);
    expect(await all(store)).toEqual([8]);
  });

  test('forgets series that have expired with all their points', async () => {
    const settings = { ...SETTINGS, retention: HOUR };
    {
      await using store = await open(HOUR);
      await write(store, [-20 * HOUR, 1]);
      await store.admin.expire(settings, now, calm);
    }
    using database = new DatabaseSync(file);
    expect(database.prepare('SELECT count(*) AS n FROM series').get()).toEqual({ n: 0 });
    expect(
      database.prepare("SELECT count(*) AS n FROM sqlite_schema WHERE name LIKE 'points%'").get(),
    ).toEqual({ n: 0 });
  });

  test('takes points of the earliest and the latest time, and refuses those beyond', async () => {
    await using store = await open();
    const times = [-(2n ** 63n), -(2n ** 63n) + 2n, -1n, 2n ** 63n - 2n, 2n ** 63n - 1n];
    const refused = await store.write(
      columns(times.map((time, value) => ({ series: load, time, value }))),
      calm,
    );
    expect(refused.map(({ at }) => at)).toEqual([0, 4]);
    const query = { measurements: ['load'], from: -(2n ** 63n), to: 2n ** 63n - 1n };
    expect((await scanned(store, query)).map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  test('disposing waits for writes under way', async () => {
    const store = await open();
    const writes = Array.from({ length: 20 }, (_, at) => write(store, [at, at]));
    await store[Symbol.asyncDispose]();
    await Promise.all(writes);
    await expect(write(store, [0, 1])).rejects.toMatchObject({ code: 'thread-ended' });
    await using again = await open();
    expect(await all(again)).toHaveLength(20);
  });

  test('refuses the file of a newer version', async () => {
    await (await open())[Symbol.asyncDispose]();
    using database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 99');
    await expect(open()).rejects.toMatchObject({ code: 'state-too-new' });
  });
});
