import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { between, type Instant } from '../../../src/lib/time.ts';
import { calm } from '../../support/points.ts';
import { CollectorWorld, HOUR, INTERVAL, LOOK_BACK, SECOND } from '../../support/collector-world.ts';

describe('Collector', () => {
  let world: CollectorWorld;

  beforeEach(() => {
    world = new CollectorWorld();
  });
  afterEach(() => world.collector.stop());

  test('samples each process at once and then each interval, with what it was promised', async () => {
    world.usage.start('darts', 'darts-a', 400);
    await world.clock.advance(5 * SECOND);
    world.collector.start();
    await world.clock.advance(2 * INTERVAL);
    expect(await world.history('cpu/usage')).toEqual([
      [0, 0],
      [5, 2e9, 5],
      [20, 8e9, 15],
      [35, 14e9, 15],
    ]);
    expect(await world.history('cpu/usage_rate')).toEqual([
      [5, 400, 5],
      [20, 400, 15],
      [35, 400, 15],
    ]);
    expect((await world.history('memory/usage')).at(-1)).toEqual([35, 64 * 2 ** 20, 15]);
    expect((await world.history('cpu/request')).at(-1)).toEqual([35, 500, 15]);
    expect((await world.history('cpu/limit')).at(-1)).toEqual([35, 1_000, 15]);
    expect((await world.history('memory/request')).at(-1)).toEqual([35, 128 * 2 ** 20, 15]);
    expect((await world.history('memory/limit')).at(-1)).toEqual([35, 256 * 2 ** 20, 15]);
    expect((await world.history('gpu/request')).at(-1)).toEqual([35, 0, 15]);
    expect((await world.points('cpu/usage'))[0]?.series.tags).toEqual({
      type: 'pod_container',
      namespace_name: 'default',
      container_name: 'darts',
      pod_name: 'darts-a',
      role: 'worker',
    });
    expect(world.collector.stats).toMatchObject({ collections: 3, failures: 0, samples: 3 });
  });

  test('a process that lived between two samples is accounted for exactly', async () => {
    world.collector.start();
    await world.clock.advance(SECOND);
    world.usage.start('darts', 'darts-a', 1_000);
    await world.clock.advance(7 * SECOND);
    world.usage.end('darts-a');
    await world.clock.advance(INTERVAL);
    expect(await world.coreSeconds()).toBe(7);
    expect(await world.rateSeconds()).toBe(7);
    expect(world.usage.count).toBe(0);
  });

  test('the last sample stands for the time up to the end of the process, however late it is taken', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(INTERVAL + 2 * SECOND);
    world.usage.end('darts-a');
    await world.clock.advance(INTERVAL);
    expect((await world.history('memory/usage')).at(-1)).toEqual([17, 64 * 2 ** 20, 2]);
    expect((await world.history('cpu/usage_rate')).at(-1)).toEqual([17, 400, 2]);
  });

  test('another run of the service takes up the counters where they were', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(2 * INTERVAL);
    await world.collector.stop();
    await world.clock.advance(100 * SECOND);
    world.makeCollector();
    world.collector.start();
    await world.clock.advance(INTERVAL);
    expect((await world.history('cpu/usage_rate')).slice(2)).toEqual([
      [130, 400, 100],
      [145, 400, 15],
    ]);
    expect(await world.coreSeconds()).toBe(0.4 * 145);
    expect(await world.rateSeconds()).toBe(0.4 * 145);
  });

  test('of a process that ran unseen, the first sample stands for all its life', async () => {
    world.usage.start('darts', 'darts-a', 400);
    await world.clock.advance(5 * HOUR);
    world.makeCollector();
    world.collector.start();
    await world.clock.advance(INTERVAL);
    expect(await world.history('cpu/usage_rate')).toEqual([
      [18_000, 400, 18_000],
      [18_015, 400, 15],
    ]);
    expect(await world.coreSeconds()).toBeCloseTo(0.4 * 18_015, 6);
    expect((await world.history('memory/usage'))[0]).toEqual([18_000, 64 * 2 ** 20, 18_000]);
  });

  test('what a process did longer ago than is looked back stays unknown', async () => {
    world.usage.start('darts', 'darts-a', 400);
    await world.clock.advance(LOOK_BACK + SECOND);
    world.makeCollector();
    world.collector.start();
    await world.clock.advance(INTERVAL);
    expect(await world.history('cpu/usage')).toEqual([
      [172_801, 0.4 * 172_801e9],
      [172_816, 0.4 * 172_816e9, 15],
    ]);
    expect(await world.history('cpu/usage_rate')).toEqual([[172_816, 400, 15]]);
    expect((await world.history('memory/usage'))[0]).toEqual([172_801, 64 * 2 ** 20]);
  });

  test('memory that nobody saw is missing, not 0', async () => {
    const sample = world.usage.sample.bind(world.usage);
    world.usage.sample = async () =>
      (await sample()).map(({ memoryBytes: _unseen, ...rest }) => ({ ...rest, final: true }));
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    expect(await world.points('memory/usage')).toEqual([]);
    expect(await world.points('memory/request')).not.toEqual([]);
  });

  test('a process started again under its name starts from zero', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    await world.clock.advance(INTERVAL);
    world.usage.end('darts-a');
    await world.clock.advance(INTERVAL);
    world.usage.start('darts', 'darts-a', 200);
    await world.clock.advance(INTERVAL);
    expect(await world.coreSeconds()).toBe(0.4 * 15 + 0.2 * 15);
    expect((await world.history('cpu/usage_rate')).at(-1)).toEqual([45, 200, 15]);
  });

  test('a new interval holds at once: a shorter one does not wait for the end of the longer one', async () => {
    const told: (readonly [number, number])[] = [];
    const start = world.clock.now();
    const onInterval = (from: Instant, length: number) => void told.push([between(start, from), length]);
    world.makeCollector({ onInterval });
    world.usage.start('darts', 'darts-a', 400);
    world.interval = HOUR;
    world.collector.intervalChanged();
    world.collector.start();
    await world.clock.advance(100 * SECOND);
    world.interval = 10 * SECOND;
    world.collector.intervalChanged();
    await world.clock.advance(35 * SECOND);
    world.interval = 60 * SECOND;
    world.collector.intervalChanged();
    world.collector.intervalChanged();
    await world.clock.advance(60 * SECOND);
    expect((await world.history('cpu/usage_rate')).map(([at, , seconds]) => [at, seconds])).toEqual([
      [100, 100],
      [110, 10],
      [120, 10],
      [130, 10],
      [190, 60],
    ]);
    expect(told).toEqual([
      [0, HOUR],
      [100 * SECOND, 10 * SECOND],
      [135 * SECOND, 60 * SECOND],
    ]);
  });

  test('an interval that changed unsaid holds from the next collection on', async () => {
    const told: number[] = [];
    world.makeCollector({ onInterval: (_, length) => void told.push(length) });
    world.collector.start();
    world.interval = SECOND;
    await world.clock.advance(INTERVAL + 3 * SECOND);
    expect(told).toEqual([SECOND]);
    expect(world.collector.stats.collections).toBe(5);
  });

  test('collections never overlap', async () => {
    let running = 0;
    let most = 0;
    const sample = world.usage.sample.bind(world.usage);
    world.usage.sample = async () => {
      most = Math.max(most, ++running);
      await world.clock.sleep(SECOND);
      running--;
      return await sample();
    };
    world.collector.start();
    const all = Promise.all([world.collector.collect(calm), world.collector.collect(calm)]);
    await world.clock.advance(10 * SECOND);
    await all;
    expect(most).toBe(1);
    expect(world.collector.stats.collections).toBe(3);
  });

  test('starting twice is starting once; after stop nothing is sampled', async () => {
    world.usage.start('darts', 'darts-a', 400);
    world.collector.start();
    world.collector.start();
    await world.clock.advance(INTERVAL);
    await world.collector.stop();
    await world.clock.advance(10 * INTERVAL);
    expect(world.collector.stats.collections).toBe(2);
  });
});
