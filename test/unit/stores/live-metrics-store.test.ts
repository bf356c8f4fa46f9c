import { beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import { later, type Millis } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createUsageSignals } from '../../../src/signals/usage/create.ts';
import { createLiveStore } from '../../../src/stores/none/create.ts';
import { CollectorWorld, HOUR, INTERVAL, LOOK_BACK } from '../../support/collector-world.ts';
import { calm, columns, scanned, tagsOf } from '../../support/points.ts';

describe('the store that keeps nothing', () => {
  let clock: VirtualClock;
  let store: MetricsStore;

  beforeEach(() => {
    clock = new VirtualClock();
    store = createLiveStore({ clock });
  });

  async function write(process: string, value: number, ago: Millis = 0): Promise<void> {
    const series = { measurement: 'cpu/usage_rate', tags: tagsOf('default', 'darts', process) };
    await store.write(columns([{ series, time: later(clock.now(), -ago), value }]), calm);
  }

  async function newest(since: Millis = 2 * HOUR): Promise<readonly number[]> {
    const jobs = [{ namespace: 'default', name: 'darts' }];
    const query = {
      measurement: 'cpu/usage_rate',
      jobs,
      since: later(clock.now(), -since),
      until: clock.now(),
    };
    return (await store.newest(query, calm)).map(({ value }) => value);
  }

  test('knows the last value of each series of a job', async () => {
    await write('darts-a', 1, 30_000);
    await write('darts-b', 2, 20_000);
    await write('darts-a', 3, 10_000);
    expect((await newest()).toSorted((a, b) => a - b)).toEqual([2, 3]);
    expect(await newest(15_000)).toEqual([3]);
  });

  test('the present counts even if the clock was set back', async () => {
    await write('darts-a', 1);
    clock.jump(-HOUR);
    await write('darts-a', 2);
    expect(await newest()).toEqual([2]);
  });

  test('forgets series that have ended, and with them their jobs', async () => {
    await write('darts-old', 1);
    await clock.advance(HOUR / 2);
    await write('darts-a', 2);
    expect((await newest()).toSorted((a, b) => a - b)).toEqual([1, 2]);
    await clock.advance(HOUR / 2 + 1);
    await write('darts-b', 3);
    expect((await newest()).toSorted((a, b) => a - b)).toEqual([2, 3]);
    await clock.advance(HOUR + 1);
    const settings = { retention: 1, shardDuration: 1, aggregateRetention: 1, replication: 1 };
    const policy = { initRetentionPolicy: 'alter', defaultRetentionPolicy: true } as const;
    await store.admin.expire({ ...settings, ...policy }, clock.now(), calm);
    expect(await newest()).toEqual([]);
  });

  test('has no past, and nothing to set up', async () => {
    await write('darts-a', 1);
    const query = { measurements: ['cpu/usage_rate'], from: 0n, to: 2n ** 62n };
    expect(await scanned(store, query)).toEqual([]);
    await store.writeTotals([], [{ start: 0n, state: 'closed', since: 0n, until: 1n, interval: 1 }], calm);
    expect(await store.marks({ from: 0n, to: 1n }, calm)).toEqual([]);
    expect(await store.admin.oldestPoint(calm)).toBeUndefined();
    expect(await store.admin.planCleanup(calm)).toEqual([]);
  });

  test('refuses what other stores refuse', async () => {
    const series = { measurement: 'a', tags: {} };
    const points = [1, Number.NaN].map((value) => ({ series, time: 0n, value }));
    expect(await store.write(columns(points), calm)).toMatchObject([{ at: 1 }]);
  });

  test('scalers know by it what the workers use', async () => {
    const world = new CollectorWorld();
    const live = createLiveStore({ clock: world.clock });
    world.makeCollector({ store: live, lookBack: () => INTERVAL });
    world.usage.start('darts', 'darts-a', 400);
    const ready = { names: ['darts-a'], submittedAt: world.clock.now() };
    const source = createUsageSignals({
      store: live,
      cluster: { readyWorkers: async () => new Map([['default/darts', ready]]) },
      collectInterval: () => INTERVAL,
      clock: world.clock,
    });
    const asked = (metric: string) => ({
      key: metric,
      source: 'job',
      query: { namespace: 'default', job: 'darts', metric, of: 'request', across: 'sum', maxAge: null },
    });
    world.collector.start();
    await world.clock.advance(2 * INTERVAL);
    const signals = await source.readMany([asked('cpu'), asked('memory')], calm);
    expect(signals.get('cpu')).toMatchObject({ kind: 'value', value: 80 });
    expect(signals.get('memory')).toMatchObject({ kind: 'value', value: 50 });
    await world.collector.stop();
    // after a pause of the service the first rate is that of the present
    await world.clock.advance(LOOK_BACK);
    world.makeCollector({ store: live, lookBack: () => INTERVAL }).start();
    await world.clock.advance(INTERVAL);
    await world.collector.stop();
    const [rate] = await live.newest(
      {
        measurement: 'cpu/usage_rate',
        jobs: [{ namespace: 'default', name: 'darts' }],
        since: 0n,
        until: world.clock.now(),
      },
      calm,
    );
    expect(rate).toMatchObject({ value: 400, time: world.clock.now() });
  });
});
