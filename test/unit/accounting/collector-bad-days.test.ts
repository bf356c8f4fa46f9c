import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RetryableError } from '../../../src/lib/errors.ts';
import { silentLog } from '../../../src/lib/log.ts';
import { later } from '../../../src/lib/time.ts';
import { calm } from '../../support/points.ts';
import { CollectorWorld, gone, HOUR, INTERVAL, LOOK_BACK, SECOND } from '../../support/collector-world.ts';

describe('Collector, on bad days', () => {
  let world: CollectorWorld;

  beforeEach(() => {
    world = new CollectorWorld();
  });
  afterEach(() => world.collector.stop());

  test('while the store is away nothing is lost: neither time nor last samples', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.usage.start('darts', 'darts-b', 100);
    world.collector.start();
    await world.clock.advance(INTERVAL + SECOND);
    world.away = true;
    world.usage.end('darts-b');
    await world.clock.advance(3 * INTERVAL);
    expect(world.usage.count).toBe(2);
    expect(world.collector.stats.failures).toBe(3);
    world.away = false;
    await world.clock.advance(INTERVAL);
    expect(world.usage.count).toBe(1);
    expect(world.collector.stats.failures).toBe(3);
    const a = (await world.points('cpu/usage_rate')).filter(
      ({ series }) => series.tags['pod_name'] === 'darts-a',
    );
    expect(a.map(({ value, seconds }) => [value, seconds])).toEqual([
      [400, 15],
      [400, 60],
    ]);
    expect(await world.rateSeconds()).toBeCloseTo(0.4 * 75 + 0.1 * 16, 9);
  });

  test('the store is asked about processes from before, as far back as they and the horizon go', async () => {
    const asked: { since: bigint; until: bigint }[] = [];
    const store = {
      write: async () => [],
      newest: async (query: (typeof asked)[0]) => (asked.push(query), []),
    };
    world.usage.start('darts', 'darts-a', 400);
    await world.clock.advance(SECOND);
    world.usage.start('darts', 'darts-b', 400);
    await world.clock.advance(SECOND);
    const now = world.clock.now();
    world.makeCollector({ store });
    world.usage.start('darts', 'darts-young', 400);
    await world.collector.collect(calm);
    await world.clock.advance(INTERVAL);
    await world.collector.collect(calm);
    expect(asked).toMatchObject([{ since: later(now, -2 * SECOND), until: later(now, LOOK_BACK) }]);
    world.makeCollector({ store, lookBack: () => SECOND });
    await world.collector.collect(calm);
    expect(asked).toMatchObject([{}, { since: later(world.clock.now(), -SECOND) }]);
  });

  test('last samples that the source gives again are not stored twice', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    world.usage.end('darts-a');
    const recorded = world.usage.recorded.bind(world.usage);
    world.usage.recorded = () => Promise.reject(new RetryableError('state-away', 'away'));
    await world.clock.advance(2 * INTERVAL);
    const before = await world.history('memory/usage');
    await world.collector.stop();
    world.makeCollector();
    world.collector.start();
    await world.clock.advance(INTERVAL);
    expect(await world.history('memory/usage')).toEqual(before);
    world.usage.recorded = recorded;
    await world.clock.advance(INTERVAL);
    expect(world.usage.count).toBe(0);
    expect(await world.history('memory/usage')).toEqual(before);
  });

  test('the clock set forward or back bends no rate, and the counter never goes back', async () => {
    let cpuNanos = 0;
    const startedAt = world.clock.now();
    world.usage.start('darts', 'darts-a', 0);
    const sample = world.usage.sample.bind(world.usage);
    // what the kernel counts does not depend on the wall clock
    world.usage.sample = async () =>
      (await sample()).map((one) => ({ ...one, startedAt, cpuNanos: (cpuNanos += 6e9) }));
    await world.clock.advance(INTERVAL);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    world.clock.jump(HOUR);
    await world.clock.advance(INTERVAL);
    world.clock.jump(-HOUR);
    await world.clock.advance(INTERVAL);
    // another run of the service does not take it for another process either
    await world.collector.stop();
    world.makeCollector();
    world.collector.start();
    await world.clock.advance(HOUR);
    await world.collector.stop();
    const rates = (await world.points('cpu/usage_rate')).map(({ value, seconds }) => [value, seconds]);
    expect(rates).toHaveLength(4 + 3_600 / 15 - 1); // at one time twice
    expect(new Set(rates.map(String))).toEqual(new Set(['400,15']));
    const counter = await world.points('cpu/usage');
    const values = counter.map(({ value }) => value);
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(counter.at(-1)).toMatchObject({ value: cpuNanos, seconds: 15 });
    expect(await world.coreSeconds()).toBe(cpuNanos / 1e9);
  });

  test('while the store says nothing, the processes that it may know wait for it, and others do not', async () => {
    world.usage.start('darts', 'darts-old', 400);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    await world.collector.stop();
    await world.clock.advance(INTERVAL);
    let asked = 0;
    world.makeCollector({
      store: {
        write: (batch, signal) => world.store.write(batch, signal),
        newest: (query, signal) => (asked++ < 2 ? Promise.reject(gone()) : world.store.newest(query, signal)),
      },
    });
    world.usage.start('darts', 'darts-new', 100);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    const of = async (process: string) =>
      (await world.points('memory/usage')).filter(({ series }) => series.tags['pod_name'] === process);
    expect([(await of('darts-old')).length, (await of('darts-new')).length]).toEqual([2, 2]);
    expect(world.collector.stats).toMatchObject({ collections: 2, failures: 2 });
    await world.clock.advance(INTERVAL);
    expect((await of('darts-old')).map(({ seconds }) => seconds)).toEqual([0, 15, 45]);
    expect(world.collector.stats.failures).toBe(2);
    expect(await world.coreSeconds('darts-old')).toBe(0.4 * 60);
  });

  test('a write that was given up but done is not counted again, however long it takes to learn of it', async () => {
    world.usage.start('darts', 'darts-a', 400);
    const hanging: string[] = [];
    async function hangs(call: string, signal: AbortSignal): Promise<void> {
      if (hanging[0] !== call) return;
      hanging.shift();
      await world.clock.sleep(HOUR, signal);
    }
    world.makeCollector({
      store: {
        write: async (batch, signal) => {
          const refused = await world.store.write(batch, signal);
          await hangs('write', signal);
          return refused;
        },
        newest: async (query, signal) => {
          await hangs('newest', signal);
          return await world.store.newest(query, signal);
        },
      },
    });
    world.collector.start();
    await world.clock.advance(INTERVAL);
    hanging.push('write', 'newest', 'newest');
    await world.clock.advance(5 * INTERVAL);
    expect(world.collector.stats.failures).toBe(3);
    const gauges = await world.history('memory/usage');
    expect(gauges.map(([at, , seconds = 0]) => [at - seconds, at])).toEqual([
      [0, 0],
      [0, 15],
      [15, 30],
      [30, 75],
      [75, 90],
    ]);
  });

  test('points that the store refuses are told once, and not tried again', async () => {
    const warned: unknown[] = [];
    let refusing = true;
    const log = {
      ...silentLog,
      warn: (message: string, fields: unknown) => void warned.push([message, fields]),
    };
    const refused = [{ at: 0, reason: 'it is odd' }];
    world.makeCollector({
      log,
      store: { write: async () => (refusing ? refused : []), newest: async () => [] },
    });
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(3 * INTERVAL);
    const message = 'the store does not take some points of usage';
    expect(warned).toEqual([[message, { points: 1, reason: 'it is odd' }]]);
    refusing = false;
    await world.clock.advance(INTERVAL);
    refusing = true;
    await world.clock.advance(INTERVAL);
    expect(warned).toHaveLength(2);
    expect(world.collector.stats.failures).toBe(0);
  });

  test('a source that hangs is given up at the end of the interval; stopping does not wait for it', async () => {
    world.usage.sample = (...[signal]: AbortSignal[]) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
      });
    world.collector.start();
    await world.clock.advance(INTERVAL - 1);
    expect(world.collector.stats.failures).toBe(0);
    await world.clock.advance(1);
    expect(world.collector.stats.failures).toBe(1);
    await world.collector.stop();
  });
});
