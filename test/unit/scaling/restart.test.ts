import { expect, test } from 'vitest';
import type { Decision } from '../../../src/scaling/decision.ts';
import { ScalerWorld } from '../../support/scaler-world.ts';

const averaged = { metric: 'Average(WorkQueueMetric("q"), 20)', max: 100, interval: '2s' };

async function worldWith(parameters: Parameters<ScalerWorld['submit']>[1]): Promise<ScalerWorld> {
  const world = new ScalerWorld();
  world.jobs.put('w', 1);
  world.signals.otherwise(() => 1);
  await world.start();
  await world.submit('s', parameters);
  return world;
}

interface Stored {
  readonly readings: { readonly average?: { readonly samples: readonly unknown[]; readonly seen: string } };
}

test('killed at any moment, no average is more than 10 s behind', async () => {
  const world = await worldWith(averaged);
  let furthest = 0;
  await world.clock.advance(2_000);
  for (let second = 0; second < 120; second++) {
    await world.clock.advance(1_000);
    const { readings } = world.state.memoryOf('ns', 's') as unknown as Stored;
    furthest = Math.max(furthest, Number(world.clock.now() - BigInt(readings.average?.seen ?? 0)) / 1e9);
  }
  // the last tick that it can have missed is an interval younger
  expect(furthest - 2).toBeLessThanOrEqual(10);
  await world.manager.stop();
});

test('memory is written at most every 10 s', async () => {
  const world = await worldWith(averaged);
  await world.clock.advance(10_000);
  world.state.writes.length = 0;
  await world.clock.advance(60_000);
  const memories = world.state.writes.filter(({ memories: written }) => (written?.length ?? 0) > 0);
  expect(memories.length).toBeGreaterThanOrEqual(5);
  expect(memories.length).toBeLessThanOrEqual(6);
  await world.manager.stop();
});

test('memory and decision are stored before the scale is changed', async () => {
  const world = await worldWith(averaged);
  await world.clock.advance(4_000);
  const seen: { stored: Stored; decisions: readonly Decision[] }[] = [];
  const setScale = world.jobs.setScale.bind(world.jobs);
  world.jobs.setScale = (ref, n) => {
    seen.push({
      stored: world.state.memoryOf('ns', 's') as unknown as Stored,
      decisions: [...world.state.all.values()],
    });
    return setScale(ref, n);
  };
  world.signals.otherwise(() => 20);
  await world.clock.advance(2_000);
  expect(seen).toHaveLength(1);
  expect(seen[0]?.stored).toMatchObject({
    expected: world.jobs.requested('w'),
    readings: { average: { samples: [expect.anything(), expect.anything(), expect.arrayContaining([20])] } },
  });
  expect(seen[0]?.decisions.at(-1)).toMatchObject({ outcome: 'applied', current: 1 });
  await world.manager.stop();
});

test('killed and started again: scalers, what they remember and their decisions are there', async () => {
  const world = await worldWith({ ...averaged, interval: '10s' });
  for (let tick = 0; tick < 30; tick++) {
    world.signals.otherwise(() => tick);
    await world.clock.advance(10_000);
  }
  const before = await world.decisions('s');
  const scale = world.jobs.requested('w');
  await world.restart();
  expect((await world.decisions('s')).length).toBe(before.length);
  expect(world.manager.find('ns', 's')).toMatchObject({
    status: 'running',
    spec: { parameters: averaged.interval ? { max: 100 } : {} },
  });
  await world.clock.advance(10_000);
  // the mean of 20 readings moves by less than one
  expect(Math.abs((world.jobs.requested('w') ?? 0) - (scale ?? 0))).toBeLessThanOrEqual(1);
  await world.manager.stop();
});

test('a clean stop stores everything', async () => {
  const world = await worldWith(averaged);
  await world.clock.advance(7_000);
  await world.manager.stop();
  const { readings } = world.state.memoryOf('ns', 's') as unknown as Stored;
  expect(readings.average?.samples).toHaveLength(3);
  expect([...world.state.all.values()].at(-1)).toMatchObject({ outcome: 'unchanged', count: 3 });
});

test('an outside change while the service was down is one', async () => {
  const world = await worldWith(averaged);
  await world.clock.advance(20_000);
  await world.crash();
  world.jobs.put('w', 7);
  await world.restart();
  await world.clock.advance(2_000);
  expect((await world.decisions('s'))[0]).toMatchObject({ cause: 'outside-change', current: 7 });
  await world.manager.stop();
});

test('down for longer than the window: nothing is scaled in until it has filled again', async () => {
  const world = await worldWith({ ...averaged, metric: 'Average(WorkQueueMetric("q"), 5)' });
  world.signals.otherwise(() => 9);
  await world.clock.advance(20_000);
  expect(world.jobs.requested('w')).toBe(9);
  await world.crash();
  await world.clock.advance(60_000);
  world.signals.otherwise(() => 2);
  await world.restart();
  await world.clock.advance(8_000);
  expect(world.jobs.requested('w')).toBe(9);
  await world.clock.advance(2_000);
  expect(world.jobs.requested('w')).toBe(2);
  await world.manager.stop();
});

test('a stored scaler whose metric class is gone is kept and says so; deleting it works', async () => {
  const world = await worldWith(averaged);
  const stored = [...world.state.scalers.values()];
  for (const { spec, memory } of stored) {
    const parameters = { ...spec.parameters, metric: 'Gone(1)' };
    world.state.scalers.set('ns/s', { spec: { ...spec, parameters }, memory });
  }
  await world.restart();
  expect(world.manager.find('ns', 's')).toMatchObject({
    status: 'waiting',
    error: expect.stringContaining('there is no metric "Gone"'),
  });
  expect(world.manager.list('ns')).toHaveLength(1);
  await world.clock.advance(10_000);
  expect(await world.manager.delete('ns', 's', world.signal)).toBe(true);
  expect(world.state.scalers.size).toBe(0);
  await world.manager.stop();
});

test('start and stop twice are once', async () => {
  const world = await worldWith(averaged);
  world.manager.start();
  await world.clock.advance(2_000);
  expect(world.manager.stats.decisions.unchanged).toBe(1);
  await Promise.all([world.manager.stop(), world.manager.stop()]);
  await world.clock.advance(10_000);
  expect(world.manager.stats.decisions.unchanged).toBe(1);
});
