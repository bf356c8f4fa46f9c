import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Collector } from '../../../src/accounting/collector.ts';
import type { MetricsStore } from '../../../src/accounting/ports/metrics-store.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { later } from '../../../src/lib/time.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, scanned, type TestPoint } from '../../support/points.ts';
import { SteadyUsage } from '../../support/usage-source.ts';

const SECOND = 1_000;
const INTERVAL = 15 * SECOND;

describe('Collector', () => {
  let clock: VirtualClock;
  let usage: SteadyUsage;
  let store: MetricsStore;
  let away: boolean;
  let collector: Collector;

  beforeEach(() => {
    clock = new VirtualClock();
    usage = new SteadyUsage(clock);
    store = createMemoryStore();
    away = false;
    collector = makeCollector();
  });
  afterEach(() => collector.stop());

  function makeCollector(): Collector {
    const reachable = new Proxy(store, {
      get: (target, name) => {
        if (name === 'write' && away) return () => Promise.reject(new RetryableError('store-away', 'away'));
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    return new Collector({
      source: usage,
      store: reachable,
      interval: () => INTERVAL,
      clock,
      log: silentLog,
    });
  }

  async function points(measurement: string): Promise<readonly TestPoint[]> {
    const now = clock.now();
    return await scanned(store, { measurement, from: later(now, -1e9), to: later(now, 1e9) });
  }

  /** Values with the time since the start of the test. */
  async function history(measurement: string): Promise<readonly (readonly [number, number, number?])[]> {
    const start = new VirtualClock().now();
    return (await points(measurement)).map(({ time, value, seconds }) => {
      const at = Number((time - start) / 1_000_000n) / SECOND;
      return seconds === undefined ? [at, value] : [at, value, seconds];
    });
  }

  /** Core seconds by the rule of the counter. */
  async function coreSeconds(): Promise<number> {
    let total = 0;
    let before: number | undefined;
    for (const { value } of await points('cpu/usage')) {
      if (before !== undefined) total += value >= before ? value - before : value;
      before = value;
    }
    return total / 1e9;
  }

  /** Core seconds by the rule of the gauge. */
  async function rateSeconds(): Promise<number> {
    return (await points('cpu/usage_rate')).reduce(
      (sum, { value, seconds = 0 }) => sum + (value * seconds) / 1e3,
      0,
    );
  }

  test('samples each process at once and then each interval, with what it was promised', async () => {
    usage.start('darts', 'darts-a', 400);
    await clock.advance(5 * SECOND);
    collector.start();
    await clock.advance(2 * INTERVAL);
    expect(await history('cpu/usage')).toEqual([
      [0, 0],
      [5, 2e9],
      [20, 8e9],
      [35, 14e9],
    ]);
    expect(await history('cpu/usage_rate')).toEqual([
      [5, 400, 5],
      [20, 400, 15],
      [35, 400, 15],
    ]);
    expect((await history('memory/usage')).at(-1)).toEqual([35, 64 * 2 ** 20, 15]);
    expect((await history('cpu/request')).at(-1)).toEqual([35, 500, 15]);
    expect((await history('cpu/limit')).at(-1)).toEqual([35, 1_000, 15]);
    expect((await history('memory/request')).at(-1)).toEqual([35, 128 * 2 ** 20, 15]);
    expect((await history('memory/limit')).at(-1)).toEqual([35, 256 * 2 ** 20, 15]);
    expect((await history('gpu/request')).at(-1)).toEqual([35, 0, 15]);
    expect((await points('cpu/usage'))[0]?.series.tags).toEqual({
      type: 'pod_container',
      namespace_name: 'default',
      container_name: 'darts',
      pod_name: 'darts-a',
      role: 'worker',
    });
    expect(collector.stats).toMatchObject({ collections: 3, failures: 0, samples: 3 });
  });

  test('a process that lived between two samples is accounted for exactly', async () => {
    collector.start();
    await clock.advance(SECOND);
    usage.start('darts', 'darts-a', 1_000);
    await clock.advance(7 * SECOND);
    usage.end('darts-a');
    await clock.advance(INTERVAL);
    expect(await coreSeconds()).toBe(7);
    expect(await rateSeconds()).toBe(7);
    expect(usage.count).toBe(0);
  });

  test('while the store is away nothing is lost: neither time nor last samples', async () => {
    usage.start('darts', 'darts-a', 400);
    usage.start('darts', 'darts-b', 100);
    collector.start();
    await clock.advance(INTERVAL + SECOND);
    away = true;
    usage.end('darts-b');
    await clock.advance(3 * INTERVAL);
    expect(usage.count).toBe(2);
    expect(collector.stats.failures).toBe(3);
    away = false;
    await clock.advance(INTERVAL);
    expect(usage.count).toBe(1);
    expect(collector.stats.failures).toBe(3);
    const a = (await points('cpu/usage_rate')).filter(({ series }) => series.tags['pod_name'] === 'darts-a');
    expect(a.map(({ value, seconds }) => [value, seconds])).toEqual([
      [400, 15],
      [400, 60],
    ]);
    expect(await rateSeconds()).toBeCloseTo(0.4 * 75 + 0.1 * 16, 9);
  });

  test('another run of the service takes up the counters where they were', async () => {
    usage.start('darts', 'darts-a', 400);
    collector.start();
    await clock.advance(2 * INTERVAL);
    await collector.stop();
    await clock.advance(100 * SECOND);
    collector = makeCollector();
    collector.start();
    await clock.advance(INTERVAL);
    expect((await history('cpu/usage_rate')).slice(2)).toEqual([
      [130, 400, 100],
      [145, 400, 15],
    ]);
    expect(await coreSeconds()).toBe(0.4 * 145);
    expect(await rateSeconds()).toBe(0.4 * 145);
  });

  test('of a process that ran for long unseen, only the counter counts', async () => {
    usage.start('darts', 'darts-a', 400);
    await clock.advance(5 * 3_600 * SECOND);
    collector.start();
    await clock.advance(INTERVAL);
    expect(await history('cpu/usage_rate')).toEqual([[18_015, 400, 15]]);
    expect(await coreSeconds()).toBeCloseTo(0.4 * 18_015, 6);
    expect((await history('memory/usage'))[0]).toEqual([18_000, 64 * 2 ** 20]);
  });

  test('last samples that the source gives again are not stored twice', async () => {
    usage.start('darts', 'darts-a', 400);
    collector.start();
    await clock.advance(INTERVAL);
    usage.end('darts-a');
    const recorded = usage.recorded.bind(usage);
    usage.recorded = () => Promise.reject(new RetryableError('state-away', 'away'));
    await clock.advance(2 * INTERVAL);
    const before = await history('memory/usage');
    await collector.stop();
    collector = makeCollector();
    collector.start();
    await clock.advance(INTERVAL);
    expect(await history('memory/usage')).toEqual(before);
    usage.recorded = recorded;
    await clock.advance(INTERVAL);
    expect(usage.count).toBe(0);
    expect(await history('memory/usage')).toEqual(before);
  });

  test('memory that nobody saw is missing, not 0', async () => {
    const sample = usage.sample.bind(usage);
    usage.sample = async () =>
      (await sample()).map(({ memoryBytes: _unseen, ...rest }) => ({ ...rest, final: true }));
    usage.start('darts', 'darts-a', 400);
    collector.start();
    await clock.advance(INTERVAL);
    expect(await points('memory/usage')).toEqual([]);
    expect(await points('memory/request')).not.toEqual([]);
  });

  test('a process started again under its name starts from zero', async () => {
    usage.start('darts', 'darts-a', 400);
    collector.start();
    await clock.advance(INTERVAL);
    usage.end('darts-a');
    await clock.advance(INTERVAL);
    usage.start('darts', 'darts-a', 200);
    await clock.advance(INTERVAL);
    expect(await coreSeconds()).toBe(0.4 * 15 + 0.2 * 15);
    expect((await history('cpu/usage_rate')).at(-1)).toEqual([45, 200, 15]);
  });

  test('the clock set forward or back bends no rate', async () => {
    let cpuNanos = 0;
    const startedAt = clock.now();
    usage.start('darts', 'darts-a', 0);
    const sample = usage.sample.bind(usage);
    // what the kernel counts does not depend on the wall clock
    usage.sample = async () =>
      (await sample()).map((one) => ({ ...one, startedAt, cpuNanos: (cpuNanos += 6e9) }));
    await clock.advance(INTERVAL);
    collector.start();
    await clock.advance(INTERVAL);
    clock.jump(3_600 * SECOND);
    await clock.advance(INTERVAL);
    clock.jump(-7_200 * SECOND);
    await clock.advance(INTERVAL);
    const rates = (await points('cpu/usage_rate')).map(({ value, seconds }) => [value, seconds]);
    expect(rates).toEqual([
      [400, 15],
      [400, 15],
      [400, 15],
      [400, 15],
    ]);
  });

  test('a source that hangs is given up at the end of the interval; stopping does not wait for it', async () => {
    usage.sample = (...[signal]: AbortSignal[]) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    collector.start();
    await clock.advance(INTERVAL - 1);
    expect(collector.stats.failures).toBe(0);
    await clock.advance(1);
    expect(collector.stats.failures).toBe(1);
    await collector.stop();
  });

  test('collections never overlap', async () => {
    let running = 0;
    let most = 0;
    const sample = usage.sample.bind(usage);
    usage.sample = async () => {
      most = Math.max(most, ++running);
      await clock.sleep(SECOND);
      running--;
      return await sample();
    };
    collector.start();
    const all = Promise.all([collector.collect(calm), collector.collect(calm)]);
    await clock.advance(10 * SECOND);
    await all;
    expect(most).toBe(1);
    expect(collector.stats.collections).toBe(3);
  });

  test('starting twice is starting once; after stop nothing is sampled', async () => {
    usage.start('darts', 'darts-a', 400);
    collector.start();
    collector.start();
    await clock.advance(INTERVAL);
    await collector.stop();
    await clock.advance(10 * INTERVAL);
    expect(collector.stats.collections).toBe(2);
  });
});
