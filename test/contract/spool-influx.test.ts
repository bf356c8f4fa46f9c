import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PointColumns } from '../../src/accounting/points.ts';
import { SpooledStore } from '../../src/accounting/spool/spooled-store.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createInfluxStore } from '../../src/stores/influxdb/create.ts';
import { createSqliteSpool } from '../../src/stores/sqlite/spool/create.ts';
import { findProgram } from '../services/find-program.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { capturedLog } from '../support/captured-log.ts';
import { eventually } from '../support/eventually.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { influxConfig } from '../support/influx-config.ts';
import { calm, columns, tagsOf } from '../support/points.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { settings } from './metrics-store-fixture.ts';

const clock = new SystemClock();
const base = clock.now() - 3_600_000_000_000n;
const kept = { ...settings, retention: 480 * 3_600_000 };
const here = await findProgram(program);

describe.runIf(here)('a spool before an InfluxDB that fails', () => {
  let server: Influxd;
  let proxy: FaultProxy;
  let folder: TemporaryFolder;
  let spooled: SpooledStore;
  let log: ReturnType<typeof capturedLog>;
  let db: string;
  let opened = 0;
  beforeAll(async () => {
    server = await startInfluxd();
    proxy = await startFaultProxy(server.url);
    folder = await temporaryFolder();
  });
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    db = `db${opened++}`;
    log = capturedLog();
    spooled = await open();
    spooled.start();
  });
  afterEach(async () => {
    proxy.inject({ kind: 'pass' });
    await spooled[Symbol.asyncDispose]();
  });

  async function open(): Promise<SpooledStore> {
    const config = influxConfig({ url: proxy.url });
    const store = await createInfluxStore({ config, db, retentionPolicy: 'default', clock, log });
    const spool = await createSqliteSpool({ path: path.join(folder.path, db), max: 2 ** 30, clock, log });
    return new SpooledStore({ store, spool, clock, log });
  }

  /** Points of one series, each with its number as value. */
  function points(from: number, count: number): PointColumns {
    const series = { measurement: 'backlog', tags: tagsOf('default', 'darts', 'darts-1') };
    const numbers = Array.from({ length: count }, (_, at) => from + at);
    return columns(numbers.map((value) => ({ series, time: base + BigInt(value), value })));
  }

  async function drained(): Promise<void> {
    await eventually(
      () => spooled.stats.points,
      (left) => left === 0,
    );
  }

  /** Count and sum of what is stored. */
  async function stored(): Promise<unknown> {
    const [row] = await server.client.rows('SELECT count("value"), sum("value") FROM "backlog"', db);
    return row && { count: row['count'], sum: row['sum'] };
  }

  test('before setup points wait, and go there once it is made', async () => {
    await spooled.write(points(0, 10), calm);
    expect(spooled.stats).toMatchObject({ points: 10, setupMissing: true });
    expect(spooled.stats.awayReason).toContain('setup_metrics');
    await spooled.admin.setup(kept, calm);
    await drained();
    expect(await stored()).toEqual({ count: 10, sum: 45 });
    expect(spooled.stats.setupMissing).toBe(false);
  });

  test.each([
    ['answers 503', { kind: 'answer', status: 503 }],
    ['ends while it is asked', { kind: 'cut', when: 'asking' }],
    ['ends when it has stored them', { kind: 'cut', when: 'done' }],
    ['ends while it answers', { kind: 'cut', when: 'answering' }],
  ] as const)('if it %s, points are kept, and stored once', async (_, fault) => {
    await spooled.admin.setup(kept, calm);
    await spooled.write(points(0, 10), calm);
    proxy.inject(fault, '/write');
    await spooled.write(points(10, 10), calm);
    await spooled.write(points(20, 10), calm);
    expect(spooled.stats.points).toBe(20);
    proxy.inject({ kind: 'pass' });
    await drained();
    expect(await stored()).toEqual({ count: 30, sum: 435 });
    await spooled.write(points(30, 1), calm);
    expect(spooled.stats).toMatchObject({ points: 0, drained: 20 });
  });

  test('one that hangs holds up one write, for seconds', async () => {
    await spooled.admin.setup(kept, calm);
    proxy.inject({ kind: 'hang' }, '/write');
    await spooled.write(points(0, 10), calm);
    const { seen } = proxy;
    const asked = seen.get('/write');
    for (let from = 10; from < 1_000; from += 10) await spooled.write(points(from, 10), calm);
    expect(spooled.stats).toMatchObject({ points: 1_000, awayReason: 'no answer within 5s' });
    // none of them was tried in between, but for the spool's own attempt
    expect((seen.get('/write') ?? 0) - (asked ?? 0)).toBeLessThanOrEqual(1);
    proxy.inject({ kind: 'pass' });
    await spooled[Symbol.asyncDispose]();
    spooled = await open();
    spooled.start();
    await drained();
    expect(await stored()).toEqual({ count: 1_000, sum: 499_500 });
  });

  test('of what waits, points that it refuses are dropped with their reasons, and no others', async () => {
    await spooled.admin.setup(kept, calm);
    proxy.inject({ kind: 'answer', status: 503 }, '/write');
    await spooled.write(points(0, 100), calm);
    await spooled.write(points(100, 100), calm);
    const odd = (line: string) =>
      /value=\d*[13579][ ,]/.test(line) ? 'odd numbers are not taken' : undefined;
    proxy.inject({ kind: 'refuse', reason: odd }, '/write');
    await drained();
    expect(await stored()).toEqual({ count: 100, sum: 9_900 });
    expect([...spooled.stats.dropped]).toEqual([['odd numbers are not taken', 100]]);
    expect(log.lines.filter(({ message }) => message.includes('dropped'))).toHaveLength(1);
  });
});
