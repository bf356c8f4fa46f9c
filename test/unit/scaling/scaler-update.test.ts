import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { JobScaler } from '../../../src/scaling/job-scaler.ts';
import { Average } from '../../../src/scaling/metrics/average.ts';
import { JobMetric } from '../../../src/scaling/metrics/job-metric.ts';
import { Combine } from '../../../src/scaling/metrics/combine.ts';
import { ScalerWorld } from '../../support/scaler-world.ts';

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

describe('an update', () => {
  const averaged = { metric: 'Average(WorkQueueMetric("q"), 3) / 8', max: 10 };

  test('keeps the memory if the metric is the same', async () => {
    await world.submit('s', averaged);
    queue = 80;
    await world.clock.advance(30_000);
    queue = 0;
    await world.manager.update(world.spec('s', { ...averaged, max: 9 }), world.signal);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(7);
    expect((await world.decisions('s')).map(({ cause }) => cause)).toContain('reloaded');
  });

  test('forgets the readings if it is another', async () => {
    await world.submit('s', averaged);
    queue = 80;
    await world.clock.advance(30_000);
    queue = 16;
    await world.manager.update(
      world.spec('s', { ...averaged, metric: 'Average(WorkQueueMetric("q"), 4) / 8' }),
      world.signal,
    );
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(2);
  });

  test('changes the interval and the job', async () => {
    await world.submit('s', averaged);
    world.jobs.put('v', 1);
    queue = 80;
    await world.manager.update(
      world.spec('s', { ...averaged, job: 'Generic/v', interval: '1s' }),
      world.signal,
    );
    await world.clock.advance(1_000);
    expect(world.jobs.changes).toEqual([{ job: 'v', n: 10 }]);
    await world.submit('other', averaged);
  });

  test('of one that is not there: NotFoundError', async () => {
    await expect(world.manager.update(world.spec('none', averaged), world.signal)).rejects.toMatchObject({
      remedy: 'missing',
    });
  });
});

describe('scalers built in code', () => {
  const scaler = (f: (...values: number[]) => number): JobScaler =>
    new JobScaler({
      namespace: 'ns',
      name: 'own',
      job: 'Generic/w',
      interval: 10_000,
      max: 10,
      metric: new Average(new Combine([new JobMetric('backlog')], f), 3),
    });

  test('run with their JavaScript function, are shown, and go on with their memory when they are submitted again', async () => {
    queue = 6;
    await world.manager.submitScaler(
      scaler((backlog = 0) => backlog / 2),
      world.signal,
    );
    await world.clock.advance(30_000);
    expect(world.jobs.requested('w')).toBe(3);
    expect(world.manager.find('ns', 'own')?.spec.parameters['metric']).toBe(
      'Average(Combine([JobMetric("backlog")], <function>), 3)',
    );

    await world.restart();
    queue = 18;
    await world.clock.advance(20_000);
    expect(world.manager.find('ns', 'own')).toMatchObject({
      status: 'waiting',
      error: expect.stringContaining('submit it again'),
    });
    expect(world.jobs.requested('w')).toBe(3);
    await world.manager.submitScaler(
      scaler((backlog = 0) => backlog / 2),
      world.signal,
    );
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(5);
  });

  test('another parameter is changed through what is shown of it', async () => {
    queue = 6;
    await world.manager.submitScaler(
      scaler((backlog = 0) => backlog),
      world.signal,
    );
    const shown = world.manager.find('ns', 'own')?.spec ?? world.spec('own', {});
    await world.manager.update({ ...shown, parameters: { ...shown.parameters, max: 4 } }, world.signal);
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(4);
    expect(world.state.scalers.get('ns/own')?.spec.parameters).not.toHaveProperty('metric');
  });

  test('a second submission replaces the first', async () => {
    queue = 6;
    await world.manager.submitScaler(
      scaler((backlog = 0) => backlog),
      world.signal,
    );
    await world.manager.submitScaler(
      scaler((backlog = 0) => backlog + 1),
      world.signal,
    );
    await world.clock.advance(10_000);
    expect(world.jobs.requested('w')).toBe(7);
  });
});
