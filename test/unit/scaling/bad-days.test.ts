import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { abortable } from '../../../src/lib/abortable.ts';
import { RetryableError } from '../../../src/lib/errors.ts';
import type { SignalSource } from '../../../src/scaling/ports/signal-source.ts';
import { ScalerWorld } from '../../support/scaler-world.ts';

const metric = 'Combine([JobMetric("backlog"), WorkQueueMetric("q")], maximum)';
let world: ScalerWorld;

beforeEach(async () => {
  world = new ScalerWorld();
  world.signals.otherwise(() => 5);
  world.jobs.put('w', 5);
  await world.start();
});
afterEach(async () => {
  world.state.failure = undefined;
  await world.manager.stop();
});

async function newest() {
  const [decision] = await world.decisions('s');
  return decision;
}

describe('a source', () => {
  test.each<[string, SignalSource, string]>([
    ['hangs', { readMany: () => new Promise(() => undefined) }, 'timed out'],
    [
      'hangs until it is aborted',
      { readMany: (_requests, signal) => abortable(new Promise(() => undefined), signal) },
      'timed out',
    ],
    ['throws', { readMany: () => Promise.reject(new Error('no such host')) }, 'no such host'],
    [
      'throws before it waits',
      {
        readMany() {
          throw new Error('a bug');
        },
      },
      'a bug',
    ],
    ['answers nothing', { readMany: () => Promise.resolve(new Map()) }, 'the source did not answer for it'],
  ])(
    '%s: its signals are unknown, other sources count, nothing is scaled in',
    async (_what, source, reason) => {
      world.sources.set('rabbitmq', source);
      await world.submit('s', { metric, max: 10 });
      world.signals.otherwise(() => 2);
      await world.clock.advance(20_000);
      expect(world.jobs.requested('w')).toBe(5);
      const decision = await newest();
      expect(decision).toMatchObject({
        outcome: 'held',
        current: 5,
        desired: 5,
        limits: [{ rule: 'at-least', from: 2, to: 5 }],
      });
      expect(decision?.reading?.node.parts?.[1]?.unknown).toContain(reason);
      world.signals.otherwise(() => 8);
      await world.clock.advance(10_000);
      expect(world.jobs.requested('w')).toBe(8);
    },
  );

  test('that hangs delays only its own slot, and no ticks overlap', async () => {
    let reading = 0;
    let most = 0;
    world.sources.set('rabbitmq', {
      async readMany(_requests, signal) {
        most = Math.max(most, ++reading);
        try {
          return await abortable(new Promise<never>(() => undefined), signal);
        } finally {
          reading--;
        }
      },
    });
    await world.submit('s', { metric, max: 10 });
    await world.clock.advance(300_000);
    expect(most).toBe(1);
    expect(world.manager.stats.sourceFailures.get('rabbitmq')).toBeGreaterThan(20);
    expect(world.manager.stats.skippedSlots).toBe(0);
    expect(world.entries.filter(({ message }) => message.includes('source of metrics fails'))).toHaveLength(
      1,
    );
  });

  test('that does not exist is unknown', async () => {
    world.sources.delete('rabbitmq');
    await world.submit('s', { metric: 'WorkQueueMetric("q")', max: 10 });
    await world.clock.advance(10_000);
    expect(world.manager.find('ns', 's')?.error).toContain('there is no source rabbitmq');
  });
});

describe('the cluster', () => {
  test('is away: nothing is decided, and scaling goes on when it is back', async () => {
    await world.submit('s', { metric, max: 10 });
    await world.clock.advance(10_000);
    world.jobs.away = new RetryableError('unavailable', 'no route');
    world.signals.otherwise(() => 9);
    await world.clock.advance(60_000);
    expect(world.manager.find('ns', 's')?.error).toContain('no route');
    expect(world.manager.stats.clusterFailures).toBe(6);
    world.jobs.away = undefined;
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(9);
    expect(world.manager.find('ns', 's')?.error).toBeUndefined();
  });

  test('does not change a scale: failed, once in the record, tried again at each tick', async () => {
    await world.submit('s', { metric, max: 10 });
    await world.clock.advance(10_000);
    world.jobs.failure = new RetryableError('unavailable', 'no luck');
    world.signals.otherwise(() => 9);
    await world.clock.advance(40_000);
    expect(await newest()).toMatchObject({
      cause: 'tick',
      outcome: 'failed',
      current: 5,
      desired: 9,
      count: 4,
      reason: expect.stringContaining('no luck'),
    });
    expect(world.manager.find('ns', 's')?.error).toBe('no luck');
    expect(world.logged).toEqual([]);
    expect(world.entries.filter(({ level }) => level === 'warn')).toHaveLength(1);
    world.jobs.failure = undefined;
    await world.clock.advance(10_000);
    expect(await newest()).toMatchObject({
      cause: 'tick',
      outcome: 'applied',
      current: 5,
      desired: 9,
      count: 1,
    });
    expect(world.logged).toEqual(['changing scale of w to 9']);
    expect([...world.state.all.values()].map(({ outcome }) => outcome)).toEqual(
      expect.arrayContaining(['failed', 'applied']),
    );
  });
});

describe('the state', () => {
  test('is full: decisions go on, changes are held until memory can be stored, nothing crashes', async () => {
    await world.submit('s', { metric: 'Average(JobMetric("backlog"), 2)', max: 10 });
    await world.clock.advance(20_000);
    world.state.failure = new RetryableError('unavailable', 'disk full');
    world.signals.otherwise(() => 9);
    await world.clock.advance(30_000);
    expect(world.jobs.changes).toEqual([]);
    expect(await newest()).toMatchObject({
      outcome: 'held',
      current: 5,
      desired: 9,
      reason: expect.stringContaining('disk full'),
    });
    expect(world.manager.find('ns', 's')?.error).toContain('disk full');
    world.state.failure = undefined;
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(9);
    expect(world.entries.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(world.entries.filter(({ message }) => message.includes('stored again'))).toHaveLength(1);
  });

  test('is full: a submission is refused and leaves nothing behind', async () => {
    world.state.failure = new RetryableError('unavailable', 'disk full');
    await expect(world.submit('s', { metric, max: 10 })).rejects.toThrow('disk full');
    expect(world.manager.list()).toEqual([]);
    world.state.failure = undefined;
    await world.submit('s', { metric, max: 10 });
  });
});

describe('a deletion that the state refuses', () => {
  test('leaves the scaler as it was, without an end among its decisions', async () => {
    await world.submit('s', { metric, max: 10 });
    await world.clock.advance(20_000);
    world.state.failure = new RetryableError('unavailable', 'disk full');
    const { signal } = new AbortController();
    await expect(world.manager.delete('ns', 's', signal)).rejects.toThrow('disk full');
    world.state.failure = undefined;
    const causes = (await world.manager.decisions('ns', 's', 10, signal)).map(({ cause }) => cause);
    expect(causes).not.toContain('ended');
    expect(world.manager.find('ns', 's')?.status).toBe('running');
    expect(await world.manager.delete('ns', 's', signal)).toBe(true);
    const [newestLeft] = await world.manager.decisions('ns', 's', 1, signal);
    expect(newestLeft).toMatchObject({ cause: 'ended', reason: 'deleted' });
  });
});

describe('the clock is set', () => {
  test.each([
    ['back', -86_400_000],
    ['forth', 86_400_000],
  ])('%s by a day: scaling goes on, and nothing is scaled in on what was remembered', async (_way, jump) => {
    await world.submit('s', { metric: 'Average(JobMetric("backlog"), 3)', max: 10 });
    await world.clock.advance(40_000);
    world.clock.jump(jump);
    world.signals.otherwise(() => 2);
    await world.clock.advance(20_000);
    expect(world.jobs.requested('w')).toBe(5);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(2);
    world.signals.otherwise(() => 8);
    await world.clock.advance(30_000);
    expect(world.jobs.requested('w')).toBe(8);
  });

  test('and the machine slept: no tick is made up for', async () => {
    let reads = 0;
    world.signals.otherwise(() => {
      reads++;
      return 5;
    });
    await world.submit('s', { metric: 'JobMetric("backlog")', max: 10 });
    await world.clock.advance(10_000);
    world.clock.jump(3_600_000);
    await world.clock.advance(20_000);
    expect(reads).toBe(3);
  });
});

test('a job without a scale of its own fails and says why', async () => {
  world.jobs.failure = new Error('w is one process and has no scale');
  world.signals.otherwise(() => 7);
  await world.submit('s', { metric, max: 10 });
  await world.clock.advance(10_000);
  expect(world.manager.find('ns', 's')?.error).toBe('w is one process and has no scale');
});

test('a user’s metric that throws is unknown and harms no other scaler', async () => {
  world.registry.register('Broken', {
    positional: [],
    build: () => ({
      expression: 'Broken()',
      needs: [],
      evaluate() {
        throw new Error('a bug of mine');
      },
    }),
  });
  world.jobs.put('v', 1);
  await world.submit('s', { metric: 'Bounded(Broken(), 1:9)' });
  await world.submit('t', { metric: 'JobMetric("backlog")', max: 9, job: 'Generic/v' });
  await world.clock.advance(10_000);
  expect(world.jobs.requested('v')).toBe(5);
  expect(world.manager.find('ns', 's')?.error).toContain('a bug of mine');
});

test('stopped in the middle of a change, it tells what was not done', async () => {
  await world.submit('s', { metric, max: 10 });
  world.signals.otherwise(() => 9);
  world.jobs.setScale = () => new Promise<never>(() => undefined);
  await world.clock.advance(10_000);
  await world.manager.stop();
  const stored = [...world.state.all.values()];
  expect(stored.at(-1)).toMatchObject({ outcome: 'failed', current: 5, desired: 9 });
});
