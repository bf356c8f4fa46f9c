import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ScalerWorld } from '../../support/scaler-world.ts';

const perWorker = { metric: 'WorkQueueMetric("q") / 8', min: 1, max: 10 };
let world: ScalerWorld;
let queue: number | undefined;

beforeEach(async () => {
  world = new ScalerWorld();
  queue = 8;
  world.signals.otherwise(() => queue);
  world.jobs.put('w', 1);
  await world.start();
});
afterEach(async () => {
  await world.manager.stop();
});

describe('the loop', () => {
  test('scales a job by its metric, each change logged once, with what it went by', async () => {
    await world.submit('s', perWorker);
    await world.clock.advance(30_000);
    expect(world.jobs.changes).toEqual([]);
    queue = 40;
    await world.clock.advance(30_000);
    expect(world.jobs.changes).toEqual([{ job: 'w', n: 5 }]);
    expect(world.logged).toEqual(['changing scale of w to 5']);
    const [now, change, before] = await world.decisions('s');
    expect(now).toMatchObject({ outcome: 'unchanged', current: 5, desired: 5, count: 2 });
    expect(change).toMatchObject({
      cause: 'tick',
      outcome: 'applied',
      current: 1,
      desired: 5,
      count: 1,
      job: 'JuliaParBatchWorkers/w',
      reason: 'WorkQueueMetric("q") = 40 makes 5',
      reading: {
        kind: 'value',
        value: 5,
        node: { parts: [{ expression: 'WorkQueueMetric("q")', value: 40 }, { value: 8 }] },
      },
    });
    expect(before).toMatchObject({ outcome: 'unchanged', current: 1, count: 3 });
  });

  test('ticks once in an interval, always at the same point of it', async () => {
    await world.submit('s', perWorker);
    const times: number[] = [];
    world.signals.otherwise(() => {
      times.push(world.clock.monotonic());
      return queue;
    });
    await world.clock.advance(100_000);
    expect(times).toHaveLength(10);
    expect(new Set(times.map((time) => time % 10_000)).size).toBe(1);
  });

  test('reads each source once for all scalers of a slot, and each key once', async () => {
    const reads: string[][] = [];
    world.sources.set('rabbitmq', {
      readMany(requests) {
        reads.push(requests.map(({ key }) => key));
        return Promise.resolve(new Map());
      },
    });
    for (let index = 0; index < 200; index++) {
      world.jobs.put(`job-${index}`, 1);
      await world.submit(`s-${index}`, { ...perWorker, job: `Generic/job-${index}` });
    }
    world.jobs.scalesCalls = 0;
    await world.clock.advance(10_000);
    expect(reads.length).toBeLessThanOrEqual(20);
    expect(reads.every((keys) => keys.length === 1)).toBe(true);
    expect(world.jobs.scalesCalls).toBe(reads.length);
    expect(world.manager.stats.scalers).toEqual({ waiting: 0, running: 200, paused: 0, ended: 0 });
    expect(world.manager.stats.lateness.count).toBe(reads.length);
  });

  test('corrects an outside change at the next tick and records it', async () => {
    await world.submit('s', perWorker);
    await world.clock.advance(20_000);
    world.jobs.put('w', 7);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(1);
    expect((await world.decisions('s'))[0]).toMatchObject({
      cause: 'outside-change',
      current: 7,
      desired: 1,
      outcome: 'applied',
    });
  });

  test('a dry run decides and records, and changes nothing', async () => {
    await world.submit('s', { ...perWorker, dry_run: true });
    queue = 40;
    await world.clock.advance(30_000);
    expect(world.jobs.changes).toEqual([]);
    expect((await world.decisions('s'))[0]).toMatchObject({
      outcome: 'dry-run',
      current: 1,
      desired: 5,
      count: 3,
    });
  });

  test('falls back after so many unknown readings', async () => {
    await world.submit('s', { ...perWorker, fallback: { after: 3, scale: 4 } });
    queue = undefined;
    await world.clock.advance(20_000);
    expect(world.jobs.requested('w')).toBe(1);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(4);
  });
});

describe('the life of a scaler', () => {
  test('it waits for its job', async () => {
    await world.submit('s', { ...perWorker, job: 'Generic/later' });
    queue = 40;
    await world.clock.advance(60_000);
    expect(world.manager.find('ns', 's')).toMatchObject({
      status: 'waiting',
      error: expect.stringContaining('not there'),
    });
    world.jobs.put('later', 1);
    await world.clock.advance(10_000);
    expect(world.manager.find('ns', 's')?.status).toBe('running');
    expect(world.jobs.requested('later')).toBe(5);
  });

  test('it ends when its job has succeeded, and another may take the job', async () => {
    await world.submit('s', perWorker);
    await world.clock.advance(10_000);
    world.jobs.put('w', 1, { outcome: 'succeeded' });
    queue = 40;
    await world.clock.advance(20_000);
    expect(world.manager.find('ns', 's')?.status).toBe('ended');
    expect(world.jobs.changes).toEqual([]);
    expect((await world.decisions('s'))[0]).toMatchObject({ cause: 'ended', reason: 'w has succeeded' });
    await world.submit('other', perWorker);
    await world.restart();
    expect(world.manager.find('ns', 's')?.status).toBe('ended');
  });

  test('it is gone when its job is gone, or is told to have ended', async () => {
    world.jobs.put('v', 1);
    await world.submit('s', perWorker);
    await world.submit('t', { ...perWorker, job: 'Generic/v' });
    await world.clock.advance(10_000);
    world.jobs.jobs.delete('ns/w');
    await world.clock.advance(10_000);
    await world.manager.ended({ namespace: 'ns', name: 'v' }, world.signal);
    await world.manager.ended({ namespace: 'ns', name: 'v' }, world.signal);
    expect(world.manager.list()).toEqual([]);
    expect(world.state.scalers.size).toBe(0);
    expect((await world.decisions('s'))[0]).toMatchObject({ cause: 'ended', reason: 'w is gone' });
    await expect(world.decisions('never')).rejects.toMatchObject({ remedy: 'missing' });
  });

  test('a job has one scaler', async () => {
    await world.submit('s', perWorker);
    const other = world.spec('other', perWorker);
    const refusal = { remedy: 'conflict', message: expect.stringContaining('already scaled by s') };
    await expect(world.manager.submit(other, world.signal)).rejects.toMatchObject(refusal);
    expect(() => world.manager.check(other)).toThrow(expect.objectContaining(refusal));
    expect(() => world.manager.check(world.spec('s', perWorker))).not.toThrow();
    await expect(world.submit('s', perWorker)).rejects.toMatchObject({
      remedy: 'conflict',
      code: 'name-taken',
    });
    await expect(
      Promise.allSettled([
        world.submit('a', { ...perWorker, job: 'Generic/x' }),
        world.submit('b', { ...perWorker, job: 'Generic/x' }),
      ]),
    ).resolves.toEqual([
      expect.objectContaining({ status: 'fulfilled' }),
      expect.objectContaining({ status: 'rejected' }),
    ]);
  });

  test('delete says whether there was one', async () => {
    await world.submit('s', perWorker);
    expect(await world.manager.delete('ns', 's', world.signal)).toBe(true);
    expect(await world.manager.delete('ns', 's', world.signal)).toBe(false);
    queue = 40;
    await world.clock.advance(20_000);
    expect(world.jobs.changes).toEqual([]);
  });

  test('paused it does not decide, until it is resumed or its time is over; both outlast a restart', async () => {
    await world.submit('s', perWorker);
    await world.clock.advance(10_000);
    await world.manager.pause('ns', 's', undefined, world.signal);
    queue = 40;
    await world.restart();
    await world.clock.advance(60_000);
    expect(world.jobs.changes).toEqual([]);
    expect(world.manager.find('ns', 's')?.status).toBe('paused');
    await world.manager.resume('ns', 's', world.signal);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(5);

    await world.manager.pause('ns', 's', 60_000, world.signal);
    queue = 16;
    await world.clock.advance(50_000);
    expect(world.jobs.requested('w')).toBe(5);
    await world.clock.advance(20_000);
    expect(world.jobs.requested('w')).toBe(2);
    const causes = (await world.decisions('s')).map(({ cause }) => cause);
    expect(causes).toEqual(expect.arrayContaining(['paused', 'resumed']));
    await expect(world.manager.pause('ns', 'none', undefined, world.signal)).rejects.toMatchObject({
      remedy: 'missing',
    });
  });
});

test('decisions are kept as long as they should be, each run of equal ones as one', async () => {
  await world.submit('s', { ...perWorker, interval: '1h' });
  for (let day = 0; day < 40; day++) {
    queue = day % 2 === 0 ? 16 : 8;
    await world.clock.advance(86_400_000);
  }
  const decisions = await world.decisions('s', 1_000);
  const oldest = decisions.at(-1);
  const age = Number(world.clock.now() - (oldest?.until ?? 0n)) / 86_400e9;
  expect(age).toBeGreaterThan(28);
  expect(age).toBeLessThanOrEqual(31);
  expect(decisions.every(({ outcome, count }) => outcome === 'applied' || count >= 23)).toBe(true);
});
