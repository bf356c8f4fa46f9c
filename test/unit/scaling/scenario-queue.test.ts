import { expect, test } from 'vitest';
import { ScalerWorld } from '../../support/scaler-world.ts';

/**
 * The manual's example: `BoundedMetric(AverageMetric(WorkQueueMetric("workq"), 20), 1:10)` every 10 s on a queue
 * that gets three bursts of messages, each message ten seconds of work for one worker.
 */
test('a queue with bursts: the scale rises step by step, falls again, and each change is logged once', async () => {
  const world = new ScalerWorld();
  world.jobs.put('workers', 1);
  let queue = 0;
  world.signals.otherwise(() => queue);
  await world.start();
  await world.submit('scaler', {
    job: 'JuliaParBatchWorkers/workers',
    metric: 'BoundedMetric(AverageMetric(WorkQueueMetric("workq"; host="localhost", port=30011), 20), 1:10)',
  });

  const scales: number[] = [];
  for (let tick = 0; tick < 100; tick++) {
    if (tick === 20 || tick === 22 || tick === 24) queue += 30;
    await world.clock.advance(10_000);
    scales.push(world.jobs.requested('workers') ?? Number.NaN);
    queue = Math.max(0, queue - (world.jobs.requested('workers') ?? 0));
  }

  const peak = Math.max(...scales);
  const first = scales.findIndex((scale) => scale > 1);
  const top = scales.indexOf(peak);
  const steps = scales.filter((scale, index) => scale !== (scales[index - 1] ?? 1));
  expect(first).toBe(20);
  expect(peak).toBeGreaterThan(3);
  expect(scales.slice(0, top)).toEqual(scales.slice(0, top).toSorted((a, b) => a - b));
  expect(scales.slice(top)).toEqual(scales.slice(top).toSorted((a, b) => b - a));
  expect(scales.at(-1)).toBe(1);
  expect(world.logged).toEqual(steps.map((scale) => `changing scale of workers to ${scale}`));
  expect(steps.length).toBeGreaterThan(6);
  await world.manager.stop();
});
