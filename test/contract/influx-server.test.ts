import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Series } from '../../src/accounting/points.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { smallDisk } from '../e2e/support/small-disk.ts';
import { findProgram } from '../services/find-program.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { eventually } from '../support/eventually.ts';
import { influxSettings, openInflux, openInfluxSetUp } from '../support/influx-store.ts';
import { calm, columns, scanned, tagsOf, type TestPoint } from '../support/points.ts';

const NOW = new SystemClock().now();
const DAY = 24n * 3_600_000_000_000n;
const darts = { namespace: 'default', name: 'darts' };
const tags = tagsOf('default', 'darts', 'darts-aaaaa');
const load: Series = { measurement: 'load', tags };
const LOAD = 'load,container_name=darts,namespace_name=default,pod_name=darts-aaaaa,type=pod_container';

function pointAt(at: bigint, value: number, series = load): TestPoint {
  return { series, time: NOW + at, value };
}

function everything(measurement = 'load') {
  return { measurements: [measurement], from: NOW - 100n * DAY, to: NOW + DAY };
}

describe.runIf(await findProgram(program))('on InfluxDB 1.x', () => {
  let server: Influxd;
  let opened = 0;
  beforeAll(async () => {
    server = await startInfluxd({ data: ['max-values-per-tag = 50'] });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** A database that keeps its points for ever. */
  async function open() {
    const db = `db${opened++}`;
    await server.client.query(`CREATE DATABASE "${db}" WITH NAME "default"`);
    const store = await openInflux({ section: { url: server.url }, db });
    return { store, db, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
  }

  test("another writer's integers are read with our floats, in whichever shard they are", async () => {
    await using world = await open();
    const { store, db } = world;
    await server.client.write(db, 'default', [`${LOAD} value=7i ${NOW - 20n * DAY}`]);
    await store.write(columns([pointAt(0n, 1.5)]), calm);
    await server.client.write(db, 'default', [`uptime,type=node value=4i,other="x" ${NOW}`]);
    await server.client.write(db, 'default', [`words value="x" ${NOW}`, `flags value=true ${NOW}`]);
    expect(await scanned(store, everything())).toEqual([pointAt(-20n * DAY, 7), pointAt(0n, 1.5)]);
    const query = { measurement: 'load', jobs: [darts], since: NOW - 30n * DAY, until: NOW - 1n };
    expect(await store.newest(query, calm)).toEqual([pointAt(-20n * DAY, 7)]);
    const uptime = { measurement: 'uptime', tags: { type: 'node' } };
    expect(await scanned(store, everything('uptime'))).toEqual([pointAt(0n, 4, uptime)]);
    expect(await scanned(store, everything('words'))).toEqual([]);
    expect(await scanned(store, everything('flags'))).toEqual([]);
  });

  test("a point that meets another writer's integers in one shard is refused, and no other", async () => {
    await using world = await open();
    const { store, db } = world;
    await server.client.write(db, 'default', [`${LOAD} value=7i ${NOW}`]);
    const other: Series = { measurement: 'other', tags };
    const refused = await store.write(
      columns([
        pointAt(0n, 1, other),
        pointAt(1n, 2),
        pointAt(2n, 3, other),
        pointAt(-20n * DAY, 4),
        pointAt(3n, 5),
      ]),
      calm,
    );
    expect(refused).toEqual(
      [1, 4].map((at) => ({ at, reason: expect.stringContaining('already exists as type integer') })),
    );
    expect(refused[0]?.reason).not.toMatch(/partial write|dropped/);
    expect(await scanned(store, everything('other'))).toHaveLength(2);
    expect((await scanned(store, everything())).map(({ value }) => value)).toEqual([4, 7]);
  });

  test('points past their retention are refused, and no other', async () => {
    await using store = await openInfluxSetUp({ section: { url: server.url }, db: `db${opened++}` });
    const old = Array.from({ length: 200 }, (_, at) => pointAt(BigInt(at) * -DAY, at));
    const refused = await store.write(columns(old), calm);
    expect(refused.map(({ at }) => at)).toEqual(old.slice(20).map((_, at) => at + 20));
    expect(refused[0]?.reason).toContain('retention policy');
    expect(await scanned(store, everything())).toHaveLength(20);
  });

  test('series beyond a limit of the server are refused with its reason, and no other', async () => {
    await using world = await open();
    const many = Array.from({ length: 80 }, (_, at) =>
      pointAt(BigInt(at), at, { measurement: 'load', tags: { ...tags, pod_name: `darts-${at}` } }),
    );
    const again = many.map((point) => ({ ...point, time: point.time + DAY }));
    expect(await world.store.write(columns(many.slice(0, 50)), calm)).toEqual([]);
    const refused = await world.store.write(columns([...many, ...again]), calm);
    expect(refused).toHaveLength(60);
    expect(refused[0]?.reason).toContain('max-values-per-tag');
    const stored = await scanned(world.store, { ...everything(), to: NOW + 2n * DAY });
    expect(stored.map(({ value }) => value).toSorted((a, b) => a - b)).toEqual(
      [...many, ...again]
        .filter((_, place) => !refused.some(({ at }) => at === place))
        .map(({ value }) => value)
        .toSorted((a, b) => a - b),
    );
  });

  test('what the server cannot hold is refused before it is sent', async () => {
    await using world = await open();
    const odd = [
      { measurement: '', tags },
      { measurement: '#load', tags },
      { measurement: 'load', tags: { ...tags, path: 'C:\\' } },
      { measurement: 'load', tags: { ...tags, text: 'a\nb' } },
      { measurement: 'load', tags: { ...tags, time: 'x' } },
      { measurement: 'load', tags: { ...tags, long: 'x'.repeat(66_000) } },
    ];
    const refused = await world.store.write(
      columns([...odd.map((one) => pointAt(0n, 1, one)), pointAt(1n, 2)]),
      calm,
    );
    expect(refused.map(({ reason }) => reason)).toEqual([
      'the measurement is empty',
      expect.stringContaining('#load'),
      expect.stringContaining('ends in a backslash'),
      expect.stringContaining('line break'),
      expect.stringContaining('"time"'),
      expect.stringContaining('65535 bytes'),
    ]);
    expect(await scanned(world.store, everything())).toEqual([pointAt(1n, 2)]);
  });

  test('a series may have tags that are named as fields are', async () => {
    await using world = await open();
    const series = { measurement: 'load', tags: { ...tags, value: 'a', seconds: 'b', _name: 'c' } };
    const point = { ...pointAt(0n, 1, series), seconds: 15 };
    await world.store.write(columns([point, pointAt(0n, 2)]), calm);
    for (const match of [{ value: 'a' }, { seconds: 'b' }, { _name: 'c' }, { ...series.tags }]) {
      expect(await scanned(world.store, { ...everything(), match })).toEqual([point]);
    }
    const query = { measurement: 'load', jobs: [darts], since: NOW, until: NOW };
    expect(await world.store.newest(query, calm)).toHaveLength(2);
  });

  test('a request that is too large for the server goes in parts', async () => {
    await using small = await startInfluxd({ http: ['max-body-size = 2000'] });
    await using store = await openInfluxSetUp({ section: { url: small.url }, db: 'small' });
    const large: Series = { measurement: 'load', tags: { ...tags, text: 'x'.repeat(3_000) } };
    const points = Array.from({ length: 500 }, (_, at) => pointAt(BigInt(at), at));
    const refused = await store.write(columns([...points, pointAt(0n, 1, large)]), calm);
    expect(refused).toEqual([{ at: 500, reason: expect.stringContaining('Too Large') }]);
    expect(await scanned(store, everything())).toHaveLength(500);
  });

  test('after kill -9 every acknowledged point is there, and the same store goes on', async () => {
    await using own = await startInfluxd();
    await using store = await openInfluxSetUp({ section: { url: own.url }, db: 'killed' });
    const acknowledged: number[] = [];
    let next = 0;
    async function write(): Promise<void> {
      for (;;) {
        const at = next++;
        await store.write(columns([pointAt(BigInt(at), at)]), calm);
        acknowledged.push(at);
      }
    }
    for (const round of [1, 2, 3]) {
      const writers = Promise.allSettled([write(), write(), write()]);
      await eventually(
        () => acknowledged.length,
        (count) => count > round * 300,
        { every: 5 },
      );
      await own.kill();
      expect((await writers).map((one) => one.status === 'rejected' && one.reason)).toEqual(
        [1, 2, 3].map(() => expect.objectContaining({ code: 'store-away' })),
      );
      await expect(store.marks({ from: 0n, to: NOW }, calm)).rejects.toMatchObject({ code: 'store-away' });
      await own.start();
    }
    const stored = new Set((await scanned(store, everything())).map(({ value }) => value));
    expect(acknowledged.filter((value) => !stored.has(value))).toEqual([]);
  });

  test('on a full disk it is away; with space again, it takes points', async () => {
    await using disk = await smallDisk();
    await using own = await startInfluxd({ folder: path.join(disk.folder, 'influxdb') });
    await using store = await openInfluxSetUp({ section: { url: own.url }, db: 'full' });
    await store.write(columns([pointAt(0n, 0)]), calm);
    await disk.fill(own.pid);
    const batch = columns(Array.from({ length: 1_000 }, (_, at) => pointAt(BigInt(at), at)));
    await expect(store.write(batch, calm)).rejects.toMatchObject({ code: 'store-away', remedy: 'retry' });
    await disk.free(own.pid);
    await own.restart(); // InfluxDB does not go on by itself
    expect(await store.write(batch, calm)).toEqual([]);
    await own.kill();
    await own.start();
    expect(await scanned(store, everything())).toHaveLength(1_000);
  });
});

describe.runIf(await findProgram(program))('on InfluxDB 1.x with authentication', () => {
  const auth = { username: 'ann "x"', password: "it's: secret" };
  let server: Influxd;
  beforeAll(async () => {
    server = await startInfluxd({ auth });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('the right name and password may do everything', async () => {
    await using store = await openInfluxSetUp({ section: { url: server.url, ...auth }, db: 'k8s' });
    expect(await store.write(columns([pointAt(0n, 1)]), calm)).toEqual([]);
    expect(await scanned(store, everything())).toHaveLength(1);
    await server.restart();
    expect(await store.write(columns([pointAt(1n, 1)]), calm)).toEqual([]);
  });

  test.each([
    ['a wrong password', { ...auth, password: 'secret!' }],
    ['an unknown user', { ...auth, username: 'bob' }],
    ['no user', {}],
  ])('%s is told, without the password', async (_, section) => {
    await using store = await openInflux({ section: { url: server.url, ...section }, db: 'k8s' });
    for (const call of [
      () => store.write(columns([pointAt(0n, 1)]), calm),
      () => store.marks({ from: 0n, to: 1n }, calm),
      () => store.admin.setup(influxSettings, calm),
    ]) {
      const error: unknown = await call().catch((one: unknown) => one);
      expect(error).toMatchObject({
        code: 'store-away',
        message: expect.stringMatching(/401.*accounting.influxdb.username and password/),
      });
      expect(String(error)).not.toContain('secret');
    }
  });

  test('a user that may read and write its database needs no more, but to set it up', async () => {
    const section = { url: server.url, username: 'carl', password: 'pw' };
    {
      await using store = await openInfluxSetUp({ section: { url: server.url, ...auth }, db: 'own' });
      await store.write(columns([pointAt(0n, 1)]), calm);
    }
    const admin = server.client;
    await admin.query(`CREATE USER "carl" WITH PASSWORD 'pw'`);
    await using store = await openInflux({ section, db: 'own' });
    await expect(store.write(columns([pointAt(0n, 2)]), calm)).rejects.toMatchObject({
      code: 'store-away',
      message: expect.stringMatching(/403.*give accounting.influxdb.username and password that may do this/),
    });
    await admin.query('GRANT ALL ON "own" TO "carl"');
    expect(await store.write(columns([pointAt(0n, 3)]), calm)).toEqual([]);
    expect((await scanned(store, everything())).map(({ value }) => value)).toEqual([3]);
    expect(await store.admin.plan(influxSettings, calm)).toEqual([]);
    expect(await store.admin.oldestPoint(calm)).toBe(NOW);
    const changed = { ...influxSettings, replication: 2 };
    await expect(store.admin.setup(changed, calm)).rejects.toMatchObject({
      message: expect.stringContaining('403'),
    });
  });
});
