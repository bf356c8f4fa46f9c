import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { later } from '../../src/lib/time.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { calm, columns, scanned, tagsOf } from '../support/points.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The tables as the first version made them. */
const FIRST_VERSION = `
  CREATE TABLE series (
    id INTEGER PRIMARY KEY AUTOINCREMENT, measurement TEXT NOT NULL, tags TEXT NOT NULL, namespace TEXT, job TEXT,
    live_until INTEGER NOT NULL, UNIQUE (measurement, tags)
  ) STRICT;
  CREATE INDEX series_of_job ON series (namespace, job, measurement);
  CREATE TABLE shards (
    id INTEGER PRIMARY KEY AUTOINCREMENT, starts INTEGER NOT NULL UNIQUE, ends INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE totals (
    level TEXT NOT NULL, starts INTEGER NOT NULL, account TEXT NOT NULL, job TEXT NOT NULL, user TEXT NOT NULL,
    resource TEXT NOT NULL, ends INTEGER NOT NULL, sum REAL NOT NULL, count INTEGER NOT NULL, seconds REAL NOT NULL,
    PRIMARY KEY (level, starts, account, job, user, resource)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE points_1 (
    time INTEGER NOT NULL, series INTEGER NOT NULL, value REAL NOT NULL, seconds REAL, PRIMARY KEY (time, series)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1`;

const HOUR = 3_600_000;

test('a file of the first version keeps its points, and takes totals', async () => {
  await using folder = await temporaryFolder();
  const file = path.join(folder.path, 'metrics.db');
  const clock = new VirtualClock();
  const now = clock.now();
  const tags = tagsOf('default', 'darts', 'darts-aaaaa');
  const text = JSON.stringify(
    Object.fromEntries(Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : 1))),
  );
  {
    using old = new DatabaseSync(file);
    old.exec(FIRST_VERSION);
    old
      .prepare(`INSERT INTO series VALUES (1, 'load', ?, 'default', 'darts', ?)`)
      .run(text, later(now, 40 * HOUR));
    old.prepare('INSERT INTO shards VALUES (1, ?, ?)').run(later(now, -24 * HOUR), later(now, 24 * HOUR));
    const insert = old.prepare('INSERT INTO points_1 VALUES (?, 1, ?, ?)');
    for (const hour of [-9, -8, 0]) insert.run(later(now, hour * HOUR), hour, hour === 0 ? 15 : null);
    old.exec(`INSERT INTO totals VALUES ('job', 0, 'a', 'b', 'c', 'cpu', 900, 1, 1, 1)`);
  }

  await using store = await createSqliteStore({
    path: file,
    shardDuration: 48 * HOUR,
    clock,
    log: silentLog,
  });
  const series = { measurement: 'load', tags };
  const period = { from: later(now, -24 * HOUR), to: later(now, HOUR) };
  expect(await scanned(store, { measurements: ['load'], ...period })).toEqual([
    { series, time: later(now, -9 * HOUR), value: -9 },
    { series, time: later(now, -8 * HOUR), value: -8 },
    { series, time: now, value: 0, seconds: 15 },
  ]);
  const jobs = [{ namespace: 'default', name: 'darts' }];
  const until = later(now, -8 * HOUR) - 1n;
  const newest = await store.newest({ measurement: 'load', jobs, since: period.from, until }, calm);
  expect(newest).toEqual([{ series, time: later(now, -9 * HOUR), value: -9 }]);
  await store.write(columns([{ series, time: later(now, -10 * HOUR), value: -10 }]), calm);
  expect(await scanned(store, { measurements: ['load'], ...period })).toHaveLength(4);

  const everything = { from: 0n, to: later(now, HOUR) };
  expect(await store.sumTotals({ level: 'job', ...everything }, calm)).toEqual([]);
  expect(await store.marks(everything, calm)).toEqual([]);
  expect(await store.admin.oldestTotal(calm)).toBeUndefined();

  using copy = new DatabaseSync(`${file}.v1`, { readOnly: true });
  expect(copy.prepare('SELECT count(*) AS n FROM points_1').get()).toEqual({ n: 3 });
});
