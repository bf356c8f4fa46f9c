import * as fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import type { ReadyWorkers } from '../../../src/jobs/ready-workers.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import { later, type Millis } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import type { JobMetricQuery } from '../../../src/scaling/ports/signal-queries.ts';
import type { Signal, SignalSource } from '../../../src/scaling/ports/signal-source.ts';
import { createUsageSignals } from '../../../src/signals/usage/create.ts';
import { percent } from '../../../src/signals/usage/worker-use.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, columns, tagsOf } from '../../support/points.ts';

const INTERVAL = 15_000;

/** The ready workers of the job darts, which was submitted so long before the test began. */
function readyNow(names: readonly string[], age: Millis = 3_600_000): Map<string, ReadyWorkers> {
  return new Map([['default/darts', { names, submittedAt: later(new VirtualClock().now(), -age) }]]);
}

describe('usage signals', () => {
  const clock = new VirtualClock();
  let store: MetricsStore;
  let ready: Map<string, ReadyWorkers>;
  let calls: string[];
  let source: SignalSource;

  beforeEach(() => {
    store = createMemoryStore();
    ready = readyNow(['darts-a', 'darts-b']);
    calls = [];
    const newest = store.newest.bind(store);
    store.newest = (query, signal) => {
      calls.push(query.measurement);
      return newest(query, signal);
    };
    const cluster = {
      readyWorkers: async () => {
        calls.push('readyWorkers');
        return ready;
      },
    };
    source = createUsageSignals({ store, cluster, collectInterval: () => INTERVAL, clock });
  });

  function ask(query: Partial<JobMetricQuery> = {}): JobMetricQuery {
    return {
      namespace: 'default',
      job: 'darts',
      metric: 'cpu',
      of: 'request',
      across: 'sum',
      maxAge: null,
      ...query,
    };
  }

  async function read(query: Partial<JobMetricQuery> = {}): Promise<Signal | undefined> {
    const signals = await source.readMany([{ key: 'k', source: 'job', query: { ...ask(query) } }], calm);
    return signals.get('k');
  }

  async function sample(
    process: string,
    cpu: number,
    ago: Millis = 0,
    share = { request: 500, limit: 1_000 },
  ): Promise<void> {
    const tags = { ...tagsOf('default', 'darts', process), role: 'worker' };
    const values = { 'cpu/usage_rate': cpu, 'cpu/request': share.request, 'cpu/limit': share.limit };
    const points = Object.entries(values).map(([measurement, value]) => ({
      series: { measurement, tags },
      time: later(clock.now(), -ago),
      value,
    }));
    await store.write(columns(points), calm);
  }

  async function recorded(
    metric: string,
    value: number,
    ago: Millis = 0,
    tags: Record<string, string> = {},
  ): Promise<void> {
    const series = {
      measurement: metric,
      tags: { namespace_name: 'default', container_name: 'darts', ...tags },
    };
    await store.write(columns([{ series, time: later(clock.now(), -ago), value }]), calm);
  }

  test('is what the ready workers use of what they requested, or may use', async () => {
    await sample('darts-a', 100, 5_000);
    await sample('darts-b', 400, 2_000, { request: 1_500, limit: 4_000 });
    const observedAt = later(clock.now(), -5_000);
    expect(await read()).toEqual({ kind: 'value', value: 25, observedAt });
    expect(await read({ of: 'limit' })).toEqual({ kind: 'value', value: 10, observedAt });
    expect(await read({ across: 'max' })).toMatchObject({ value: (100 * 400) / 1_500 });
    expect(await read({ across: 'min' })).toMatchObject({ value: 20 });
    expect(await read({ across: 'mean' })).toMatchObject({ value: (20 + (100 * 400) / 1_500) / 2 });
  });

  test('leaves out masters, ended processes and other jobs', async () => {
    await sample('darts-a', 100);
    await sample('darts-b', 100);
    await sample('darts-master', 5_000);
    await sample('darts-ended', 5_000);
    expect(await read()).toMatchObject({ value: 20 });
  });

  test('of a young worker without a sample, the least is assumed: that may scale out, never in', async () => {
    await sample('darts-a', 400);
    expect(await read()).toMatchObject({ kind: 'value', value: 40, atLeast: true });
    expect(await read({ across: 'mean' })).toMatchObject({ value: 40, atLeast: true });
    expect(await read({ across: 'max' })).toMatchObject({ value: 80, atLeast: true });
    expect(await read({ across: 'min' })).toMatchObject({ value: 0, atLeast: true });
  });

  test('an old sample is as none; all old is unknown, with the age', async () => {
    await sample('darts-a', 400, 3 * INTERVAL);
    await sample('darts-b', 400, 3 * INTERVAL + 1);
    expect(await read()).toMatchObject({ value: 40, atLeast: true });
    expect(await read({ maxAge: 60_000 })).toMatchObject({ value: 80 });
    expect(await read({ maxAge: 30_000 })).toEqual({
      kind: 'unknown',
      reason: '"cpu" of "darts" is 45s old; the most is 30s',
    });
    expect(await read({ maxAge: 1_000 })).toMatchObject({
      kind: 'unknown',
      reason: '"cpu" of "darts" has no values in the last 1s',
    });
  });

  test('samples from before the clock was set back are none', async () => {
    await sample('darts-a', 400, -60_000);
    await sample('darts-a', 100, 1_000);
    await sample('darts-b', 100, 1_000);
    expect(await read()).toMatchObject({ value: 20 });
  });

  test.each<[string, Map<string, ReadyWorkers>, string]>([
    ['no ready workers', readyNow([]), '"darts" has no ready workers'],
    ['no such job', new Map(), 'no job "darts" is run here'],
  ])('is unknown with %s', async (_, workers, reason) => {
    await sample('darts-a', 100);
    ready = workers;
    expect(await read()).toEqual({ kind: 'unknown', reason });
  });

  test('is unknown without a request or limit to be a percentage of', async () => {
    await sample('darts-a', 100, 0, { request: 500, limit: 0 });
    expect(await read({ of: 'limit' })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('cpu/limit'),
    });
    expect(await read({ of: 'request', metric: 'memory' })).toMatchObject({ kind: 'unknown' });
  });

  test('a custom metric is the newest value of each series, across them', async () => {
    await recorded('backlog', 99, 10_000, { queue: 'a' });
    await recorded('backlog', 4, 5_000, { queue: 'a' });
    await recorded('backlog', 6, 9_000, { queue: 'b' });
    await recorded('backlog', 1_000, 5 * 60_000 + 1, { queue: 'c' });
    const observedAt = later(clock.now(), -9_000);
    expect(await read({ metric: 'backlog' })).toEqual({ kind: 'value', value: 10, observedAt });
    expect(await read({ metric: 'backlog', across: 'mean' })).toMatchObject({ value: 5 });
    expect(await read({ metric: 'backlog', across: 'max' })).toMatchObject({ value: 6 });
    expect(await read({ metric: 'backlog', across: 'min' })).toMatchObject({ value: 4 });
    expect(await read({ metric: 'backlog', maxAge: 6_000 })).toMatchObject({ value: 4 });
    expect(await read({ metric: 'nothing' })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('no values'),
    });
  });

  test('a custom metric does without ready workers, and leaves out processes that have ended', async () => {
    await recorded('backlog', 1, 0, { pod_name: 'darts-a', role: 'worker' });
    await recorded('backlog', 10, 0, { pod_name: 'darts-ended', role: 'worker' });
    await recorded('backlog', 100, 0, { pod_name: 'darts-master', role: 'master' });
    await recorded('backlog', 1_000);
    expect(await read({ metric: 'backlog' })).toMatchObject({ value: 1_101 });
    ready = readyNow([]);
    expect(await read({ metric: 'backlog' })).toMatchObject({ value: 1_100 });
  });

  test('a custom metric is not that of an earlier job of the same name', async () => {
    await recorded('backlog', 1, 30_001);
    await recorded('backlog', 10, 30_001, { pod_name: 'old-master', role: 'master' });
    await recorded('backlog', 100, 30_000, { queue: 'a' });
    ready = readyNow(['darts-a'], 30_000);
    expect(await read({ metric: 'backlog' })).toMatchObject({ value: 100 });
    ready = readyNow(['darts-a'], 29_999);
    expect(await read({ metric: 'backlog' })).toMatchObject({ kind: 'unknown' });
    ready = new Map();
    expect(await read({ metric: 'backlog' })).toMatchObject({ value: 111 });
  });

  test('a slot is one read of each measurement and one of the ready workers', async () => {
    const queries = Array.from({ length: 20 }, (_, at) => [
      ask({ job: `job${at}` }),
      ask({ job: `job${at}`, metric: 'memory', maxAge: 1_000 * at }),
      ask({ job: `job${at}`, metric: 'backlog' }),
    ]).flat();
    const requests = queries.map((query, at) => ({ key: `${at}`, source: 'job', query: { ...query } }));
    const signals = await source.readMany(requests, calm);
    expect([...signals.keys()]).toEqual(requests.map(({ key }) => key));
    expect(calls.toSorted()).toEqual([
      'backlog',
      'cpu/request',
      'cpu/usage_rate',
      'memory/request',
      'memory/usage',
      'readyWorkers',
    ]);
  });

  test('what cannot be read is unknown with the reason, the rest is answered', async () => {
    await sample('darts-a', 100);
    await sample('darts-b', 100);
    const newest = store.newest.bind(store);
    store.newest = (query, signal) =>
      query.measurement === 'backlog'
        ? Promise.reject(new RetryableError('store-away', 'it is away'))
        : newest(query, signal);
    const requests = ['cpu', 'backlog'].map((metric) => ({
      key: metric,
      source: 'job',
      query: { ...ask({ metric }) },
    }));
    const signals = await source.readMany(
      [...requests, { key: 'odd', source: 'job', query: { job: 1 } }],
      calm,
    );
    expect(signals.get('cpu')).toMatchObject({ value: 20 });
    expect(signals.get('backlog')).toEqual({ kind: 'unknown', reason: 'it is away' });
    expect(signals.get('odd')).toMatchObject({ kind: 'unknown' });
  });

  test('while the cluster is away all is unknown; aborted, it rejects', async () => {
    const cluster = { readyWorkers: () => Promise.reject(new RetryableError('cluster-away', 'no cluster')) };
    source = createUsageSignals({ store, cluster, collectInterval: () => INTERVAL, clock });
    expect(await read()).toEqual({ kind: 'unknown', reason: 'no cluster' });
    const abort = AbortSignal.abort(new Error('enough'));
    await expect(source.readMany([], abort)).rejects.toThrow('enough');
  });
});

describe('percent', () => {
  const how = fc.constantFrom('sum', 'mean', 'max', 'min');
  const worker = fc.record({
    use: fc.integer({ min: 0, max: 100_000 }),
    share: fc.integer({ min: 1, max: 100_000 }),
    at: fc.constant(0n),
  });
  const workers = fc.array(worker, { minLength: 1, maxLength: 20 });

  test('what is assumed of missing workers is never more than the truth, if none requested more than the rest', () => {
    fc.assert(
      fc.property(how, workers, workers, (across, known, missing) => {
        const most = Math.max(...known.map(({ share }) => share));
        const truth = percent(
          across,
          [...known, ...missing.map((one) => ({ ...one, share: Math.min(one.share, most) }))],
          0,
        );
        expect(percent(across, known, missing.length)).toBeLessThanOrEqual(truth * (1 + 1e-12));
      }),
    );
  });

  test('of equal requests, sum and mean are the same', () => {
    fc.assert(
      fc.property(workers, fc.nat(5), (some, missing) => {
        const equal = some.map((one) => ({ ...one, share: 500 }));
        expect(percent('sum', equal, missing)).toBeCloseTo(percent('mean', equal, missing), 6);
      }),
    );
  });

  test('more use is never less percent', () => {
    fc.assert(
      fc.property(how, workers, fc.nat(1_000), fc.nat(3), (across, some, more, missing) => {
        const busier = some.map((one, at) => (at === 0 ? { ...one, use: one.use + more } : one));
        expect(percent(across, busier, missing)).toBeGreaterThanOrEqual(
          percent(across, some, missing) * (1 - 1e-12),
        );
      }),
    );
  });
});
