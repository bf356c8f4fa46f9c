import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { findProgram } from '../services/find-program.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { eventually } from '../support/eventually.ts';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fault-proxy.ts';
import { openInflux, openInfluxSetUp } from '../support/influx-store.ts';
import { calm, columns, pointsOf, scanned, tagsOf, type TestPoint } from '../support/points.ts';

const START = new SystemClock().now();
const load = { measurement: 'load', tags: tagsOf('default', 'darts', 'darts-aaaaa') };

function pointAt(at: number, value = at): TestPoint {
  return { series: load, time: START + BigInt(at), value };
}

describe.runIf(await findProgram(program))('the InfluxDB store', () => {
  let server: Influxd;
  let opened = 0;
  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  let proxy: FaultProxy;
  let store: MetricsStore;
  let db: string;
  beforeEach(async () => {
    proxy = await startFaultProxy(server.url);
    db = `db${opened++}`;
    store = await openInfluxSetUp({ section: { url: proxy.url }, db });
  });
  afterEach(async () => {
    proxy.inject({ kind: 'pass' });
    await store[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  async function values(): Promise<readonly number[]> {
    const query = { measurements: ['load'], from: START - 1n, to: START + 10n ** 9n };
    return (await scanned(store, query)).map(({ value }) => value);
  }

  async function away(fault: Fault): Promise<string> {
    proxy.inject(fault);
    const error: unknown = await store.write(columns([pointAt(1)]), calm).catch((one: unknown) => one);
    expect(error).toMatchObject({ remedy: 'retry', code: 'store-away' });
    proxy.inject({ kind: 'pass' });
    return String(error);
  }

  test.each([
    ['503', { kind: 'answer', status: 503 }, '503: injected 503'],
    ['401', { kind: 'answer', status: 401 }, 'correct accounting.influxdb.username and password'],
    ['403', { kind: 'answer', status: 403 }, 'that may do this'],
    ['429', { kind: 'answer', status: 429 }, '429'],
    [
      "a 400 that is not InfluxDB's",
      { kind: 'answer', status: 400, body: '<html>', type: 'text/html' },
      '400',
    ],
    ['a 200 of some other server', { kind: 'answer', status: 200, body: '{}' }, '200 instead of 204'],
    ['a connection that is cut in the request', { kind: 'cut', when: 'asking' }, 'cannot be reached'],
    ['a connection that is cut before the answer', { kind: 'cut', when: 'done' }, 'cannot be reached'],
  ] satisfies [string, Fault, string][])(
    'is away at %s; the same write again stores it once',
    async (_, fault, text) => {
      const message = await away(fault);
      expect(message).toContain(text);
      expect(message).toContain(proxy.url);
      expect(await store.write(columns([pointAt(1)]), calm)).toEqual([]);
      expect(await values()).toEqual([1]);
    },
  );

  test('a write that gets no answer ends in time, and its connection with it', async () => {
    const clock = new VirtualClock();
    await using patient = await openInflux({ section: { url: proxy.url }, db, clock });
    proxy.inject({ kind: 'hang' });
    const written = patient.write(columns([pointAt(1)]), calm).catch((error: unknown) => error);
    await eventually(
      () => proxy.seen.get('/write'),
      (count) => count === 1,
    );
    const before = proxy.connections;
    await clock.advance(15_000);
    expect(await written).toMatchObject({
      code: 'store-away',
      message: expect.stringContaining('said nothing for 15s'),
    });
    await eventually(
      () => proxy.connections,
      (count) => count < before,
    );
  });

  test('a caller that gives up ends its request', async () => {
    proxy.inject({ kind: 'hang' });
    const abort = new AbortController();
    const query = { measurements: ['load'], from: START, to: START + 1n };
    const calls = [
      store.write(columns([pointAt(1)]), abort.signal),
      store.newest(
        { measurement: 'load', jobs: [{ namespace: 'a', name: 'b' }], since: 0n, until: 1n },
        abort.signal,
      ),
      Array.fromAsync(store.scan(query, abort.signal)),
      store.marks(query, abort.signal),
      store.admin.oldestPoint(abort.signal),
    ].map((call) => call.catch((error: unknown) => error));
    await eventually(
      () => (proxy.seen.get('/write') ?? 0) + (proxy.seen.get('/query') ?? 0),
      (count) => count >= 5,
    );
    const reason = new Error('enough');
    abort.abort(reason);
    expect(await Promise.all(calls)).toEqual(calls.map(() => reason));
    await eventually(
      () => proxy.connections,
      (count) => count <= 1,
    );
  });

  test('one of several callers that share a request can give up, and the others are served', async () => {
    proxy.inject({ kind: 'delay', ms: 300 });
    const abort = new AbortController();
    const first = store.write(columns([pointAt(0)]), calm);
    await eventually(
      () => proxy.seen.get('/write'),
      (count) => count === 1,
    );
    const shared = [pointAt(1), pointAt(2)].map((point, at) =>
      store.write(columns([point]), at === 0 ? abort.signal : calm).catch((error: unknown) => error),
    );
    await first;
    await eventually(
      () => proxy.seen.get('/write'),
      (count) => count === 2,
    );
    abort.abort('enough');
    expect(await Promise.all(shared)).toEqual(['enough', []]);
    expect(await values()).toEqual([0, 1, 2]);
  });

  test('what comes while a request is under way goes together with the next', async () => {
    proxy.inject({ kind: 'delay', ms: 20 }, '/write');
    const writes = Array.from({ length: 300 }, (_, at) => store.write(columns([pointAt(at)]), calm));
    expect((await Promise.all(writes)).flat()).toEqual([]);
    expect(proxy.seen.get('/write')).toBe(1);
    const large = columns(Array.from({ length: 30_000 }, (_, at) => pointAt(at)));
    await store.write(large, calm);
    expect(proxy.seen.get('/write')).toBeLessThanOrEqual(7);
    expect(await values()).toHaveLength(30_000);
  });

  test('more than can wait is refused, and nothing else', async () => {
    proxy.inject({ kind: 'hang' }, '/write');
    const abort = new AbortController();
    const batch = columns([pointAt(0)]);
    const wide = {
      ...batch,
      index: new Int32Array(100_000),
      time: new BigInt64Array(100_000).fill(START),
      value: new Float64Array(100_000),
    };
    const writes = [1, 2, 3].map(() => store.write(wide, abort.signal).catch((error: unknown) => error));
    await expect(Promise.race(writes)).resolves.toMatchObject({ code: 'busy', remedy: 'retry' });
    abort.abort('enough');
    await Promise.all(writes);
    proxy.inject({ kind: 'pass' });
    await eventually(
      () => store.write(batch, calm),
      (refused) => refused.length === 0,
      { every: 5 },
    );
  });

  test('of a batch that is refused in part, exactly those points are told, and the others are stored', async () => {
    proxy.inject({
      kind: 'refuse',
      reason: (line) => (/ value=\d*[37] /.test(line) ? 'ends in a 3 or a 7' : undefined),
    });
    const bad = (value: number): boolean => [3, 7].includes(value % 10);
    const batches = [0, 100, 200].map((first) => Array.from({ length: 40 }, (_, at) => first + at));
    const answers = await Promise.all(
      batches.map((batch) => store.write(columns(batch.map((at) => pointAt(at))), calm)),
    );
    for (const [number, answer] of answers.entries()) {
      const places = (batches[number] ?? []).flatMap((value, at) => (bad(value) ? [at] : []));
      expect(answer).toEqual(places.map((at) => ({ at, reason: 'ends in a 3 or a 7' })));
    }
    expect(await values()).toEqual(batches.flat().filter((value) => !bad(value)));
  });

  test('a scan whose answer is cut rejects, and never ends as if it were whole', async () => {
    await store.write(columns(Array.from({ length: 30_000 }, (_, at) => pointAt(at))), calm);
    proxy.inject({ kind: 'cut', when: 'answering' }, '/query');
    let seen = 0;
    await expect(async () => {
      const query = { measurements: ['load'], from: START, to: START + 10n ** 9n };
      for await (const chunk of store.scan(query, calm)) seen += pointsOf(chunk).length;
    }).rejects.toMatchObject({ code: 'store-away' });
    expect(seen).toBeLessThan(30_000);
    proxy.inject({ kind: 'pass' });
    expect(await values()).toHaveLength(30_000);
  });

  test('disposing waits for the writes under way', async () => {
    const other = await openInflux({ section: { url: proxy.url }, db });
    proxy.inject({ kind: 'delay', ms: 20 });
    const writes = [0, 1, 2].map((at) => other.write(columns([pointAt(at)]), calm));
    await other[Symbol.asyncDispose]();
    await Promise.all(writes);
    proxy.inject({ kind: 'pass' });
    expect(await values()).toEqual([0, 1, 2]);
  });

  test('what is not set up is told, with the remedy', async () => {
    await using nowhere = await openInflux({ section: { url: server.url }, db: 'nowhere' });
    await using elsewhere = await openInflux({ section: { url: server.url }, db, retentionPolicy: 'other' });
    for (const missing of [nowhere, elsewhere]) {
      const expected = { code: 'setup-missing', message: expect.stringContaining('run setup_metrics') };
      await expect(missing.write(columns([pointAt(1)]), calm)).rejects.toMatchObject(expected);
      const period = { from: START, to: START + 10n ** 15n };
      await expect(
        Array.fromAsync(missing.scan({ measurements: ['load'], ...period }, calm)),
      ).rejects.toMatchObject(expected);
      const mark = { start: START, state: 'closed', since: 0n, until: 0n, interval: 1 } as const;
      await expect(missing.writeTotals([], [mark], calm)).rejects.toMatchObject(expected);
      expect(await missing.sumTotals({ level: 'job', ...period }, calm)).toEqual([]);
      expect(await missing.marks(period, calm)).toEqual([]);
      expect(await missing.admin.oldestTotal(calm)).toBeUndefined();
    }
  });
});
