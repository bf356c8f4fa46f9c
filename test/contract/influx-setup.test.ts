import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { StoreSettings } from '../../src/accounting/ports/store-admin.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { findProgram } from '../services/find-program.ts';
import { influxdb2 } from '../services/influxdb-by-url.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { capturedLog } from '../support/captured-log.ts';
import { influxSettings, openInflux } from '../support/influx-store.ts';
import { calm } from '../support/points.ts';
import { setupOfVersion2 } from './influx-setup-2.ts';

const HOUR = 3_600_000;
const NOW = new SystemClock().now();
/** What `influxSettings` come to. */
const POINTS = ['default', '480h0m0s', '48h0m0s', 1, true];
const TOTALS = ['default_totals', '9600h0m0s', '168h0m0s', 1, false];

describe.runIf(await findProgram(program))('setting up InfluxDB 1.x', () => {
  let server: Influxd;
  let opened = 0;
  let db: string;
  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(() => server[Symbol.asyncDispose]());
  beforeEach(() => {
    db = `db "${opened++}" it's`;
  });

  async function using<T>(
    use: (admin: MetricsStore['admin']) => Promise<T>,
    retentionPolicy = 'default',
  ): Promise<T> {
    await using store = await openInflux({ section: { url: server.url }, db, retentionPolicy });
    return await use(store.admin);
  }

  async function setup(changes: Partial<StoreSettings> = {}): Promise<readonly string[]> {
    const settings = { ...influxSettings, ...changes };
    const planned = await using((admin) => admin.plan(settings, calm));
    const done = await using((admin) => admin.setup(settings, calm));
    expect(done).toEqual(planned);
    expect(await using((admin) => admin.plan(settings, calm))).toEqual([]);
    expect(await using((admin) => admin.setup(settings, calm))).toEqual([]);
    return done.map(({ action }) => action);
  }

  async function cleanup(): Promise<readonly string[]> {
    const planned = await using((admin) => admin.planCleanup(calm));
    expect(await using((admin) => admin.cleanup(calm))).toEqual(planned);
    expect(await using((admin) => admin.planCleanup(calm))).toEqual([]);
    return planned.map(({ action }) => action);
  }

  async function policies(): Promise<unknown> {
    const [answer] = await server.client.query(`SHOW RETENTION POLICIES ON ${name(db)}`);
    return answer?.values.toSorted();
  }

  function name(text: string): string {
    return `"${text.replaceAll('"', String.raw`\"`)}"`;
  }

  /** As Heapster does it. */
  async function heapster(): Promise<void> {
    await server.client.query(`CREATE DATABASE ${name(db)} WITH NAME "default"`);
    await server.client.write(db, 'default', [`uptime,type=node value=5i ${NOW}`]);
  }

  test('makes the database and both retention policies', async () => {
    const plan = await using((admin) => admin.plan(influxSettings, calm));
    expect(plan).toEqual([
      expect.objectContaining({ action: 'create the database', needed: 'points' }),
      expect.objectContaining({ action: 'create the retention policy', needed: 'totals' }),
    ]);
    expect(plan[0]?.detail).toContain('kept for 480h, in shards of 48h');
    await setup();
    expect(await policies()).toEqual([POINTS, TOTALS]);
  });

  test("alters Heapster's retention policy, and cleanup restores it, with the points", async () => {
    await heapster();
    const [, step] = await using((admin) => admin.plan(influxSettings, calm));
    expect(step).toMatchObject({
      action: 'alter the retention policy',
      detail: expect.stringContaining('now kept for ever, in shards of 168h'),
      shortens: { what: 'points', to: 480 * HOUR },
    });
    await setup();
    expect(await policies()).toEqual([POINTS, TOTALS]);
    await server.restart();
    expect(await setup({ retention: 240 * HOUR, shardDuration: 24 * HOUR })).toEqual([
      'alter the retention policy',
    ]);
    expect(await policies()).toEqual([['default', '240h0m0s', '24h0m0s', 1, true], TOTALS]);
    expect(await cleanup()).toEqual(['restore the retention policy', 'drop the retention policy']);
    expect(await policies()).toEqual([['default', '0s', '168h0m0s', 1, true]]);
    expect(await using((admin) => admin.oldestPoint(calm))).toBe(NOW);
    // and all over again
    await setup();
    expect(await policies()).toEqual([POINTS, TOTALS]);
  });

  test('a changed setting alters; what shortens is told', async () => {
    await setup();
    const longer = { ...influxSettings, retention: 960 * HOUR, aggregateRetention: 10_000 * HOUR };
    const steps = await using((admin) => admin.plan(longer, calm));
    expect(steps.map(({ action, shortens }) => [action, shortens])).toEqual([
      ['alter the retention policy', undefined],
      ['alter the retention policy', undefined],
    ]);
    await setup(longer);
    const back = await using((admin) => admin.plan(influxSettings, calm));
    expect(back.map(({ shortens }) => shortens)).toEqual([
      { what: 'totals', to: 9_600 * HOUR },
      { what: 'points', to: 480 * HOUR },
    ]);
    expect(await setup({ ...longer, replication: 3 })).toHaveLength(2);
    expect(await setup({ ...longer, replication: 3, shardDuration: 24 * HOUR })).toHaveLength(1);
    expect(await policies()).toEqual([
      ['default', '960h0m0s', '24h0m0s', 3, true],
      ['default_totals', '10000h0m0s', '168h0m0s', 3, false],
    ]);
    // setup made it, so that there is nothing to restore
    expect(await cleanup()).toEqual(['drop the retention policy']);
    expect(await policies()).toEqual([['default', '960h0m0s', '24h0m0s', 3, true]]);
  });

  test('settings that InfluxDB rounds are set up once, and those that it cannot do are told', async () => {
    await setup({ retention: 90 * 60_000 + 1, shardDuration: 1, aggregateRetention: 5 * HOUR });
    expect(await policies()).toEqual([
      ['default', '1h30m1s', '1h0m0s', 1, true],
      ['default_totals', '5h0m0s', '1h0m0s', 1, false],
    ]);
    await setup({ retention: 2 * HOUR, shardDuration: 48 * HOUR });
    expect(await policies()).toEqual([['default', '2h0m0s', '2h0m0s', 1, true], TOTALS]);
    const impossible = { ...influxSettings, retention: 60_000 };
    await expect(using((admin) => admin.plan(impossible, calm))).rejects.toMatchObject({
      code: 'bad-retention',
      message: expect.stringContaining('accounting.retention must be at least 1h'),
    });
  });

  test('"create" makes a policy, and refuses one that is there with another definition', async () => {
    await heapster();
    const create = { ...influxSettings, initRetentionPolicy: 'create' } as const;
    for (const call of ['plan', 'setup'] as const) {
      await expect(using((admin) => admin[call](create, calm))).rejects.toMatchObject({
        remedy: 'conflict',
        code: 'retention-policy-exists',
        message: expect.stringContaining('kept for ever'),
      });
    }
    expect(await policies()).toEqual([['default', '0s', '168h0m0s', 1, true]]);
    const elsewhere = 'juliarun "x"';
    await using((admin) => admin.setup(create, calm), elsewhere);
    expect(await using((admin) => admin.plan(create, calm), elsewhere)).toEqual([]);
    expect(await policies()).toEqual([
      ['default', '0s', '168h0m0s', 1, false],
      [elsewhere, '480h0m0s', '48h0m0s', 1, true],
      [`${elsewhere}_totals`, '9600h0m0s', '168h0m0s', 1, false],
    ]);
    await using((admin) => admin.cleanup(calm), elsewhere);
    expect(await policies()).toEqual([
      ['default', '0s', '168h0m0s', 1, true],
      [elsewhere, '480h0m0s', '48h0m0s', 1, false],
    ]);
  });

  test('the default is made ours only if the settings say so, and restored', async () => {
    await server.client.query(`CREATE DATABASE ${name(db)}`);
    await setup({ defaultRetentionPolicy: false });
    const autogen = ['autogen', '0s', '168h0m0s', 1, true];
    expect(await policies()).toEqual([autogen, [...POINTS.slice(0, 4), false], TOTALS]);
    expect(await setup()).toEqual(['make the retention policy the default']);
    expect(await policies()).toEqual([[...autogen.slice(0, 4), false], POINTS, TOTALS]);
    expect(await cleanup()).toEqual(['make the retention policy the default', 'drop the retention policy']);
    expect(await policies()).toEqual([autogen, [...POINTS.slice(0, 4), false]]);
  });

  test('cleanup of what was never set up does nothing', async () => {
    expect(await cleanup()).toEqual([]);
    await heapster();
    expect(await cleanup()).toEqual([]);
  });

  test('logs what it changes', async () => {
    const log = capturedLog();
    await using store = await openInflux({ section: { url: server.url }, db, log });
    await store.admin.setup(influxSettings, calm);
    expect(log.lines.map(({ message, fields }) => [message, fields?.['action']])).toEqual([
      ['changed InfluxDB', 'create the database'],
      ['changed InfluxDB', 'create the retention policy'],
    ]);
  });

  test('the oldest point is the oldest of any writer', async () => {
    await heapster();
    expect(await using((admin) => admin.oldestPoint(calm))).toBe(NOW);
    await server.client.write(db, 'default', [
      `disk,host=a free=5i,total="x" ${NOW - 123_456_789n}`,
      `uptime,type=node value=4i ${NOW - 5n}`,
    ]);
    expect(await using((admin) => admin.oldestPoint(calm))).toBe(NOW - 123_456_789n);
  });
});

if (influxdb2 !== undefined) setupOfVersion2();
