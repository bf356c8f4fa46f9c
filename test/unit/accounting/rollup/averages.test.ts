import { expect, it } from 'vitest';
import { HOUR, MINUTE, ZERO } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';
import { bytes, every, rates } from './samples.ts';

async function averagesOf(world: RollupWorld): Promise<readonly unknown[]> {
  return (await world.averages()).map(({ series, time, value, seconds }) => [
    series.measurement,
    Number(time - ZERO) / 1e9,
    value,
    seconds,
  ]);
}

it('are the mean over the time that was measured, at the start of their windows', async () => {
  const world = new RollupWorld();
  await world.pass();
  const tags = { role: 'worker', user: 'ann' };
  await world.write(rates(1_000, every(60, 0, 5 * MINUTE), { seconds: 60, tags }));
  await world.write(rates(400, every(60, 10 * MINUTE, 25 * MINUTE), { seconds: 60, tags }));
  await world.write(bytes(77, every(60, 10 * MINUTE, 20 * MINUTE), { seconds: 60, tags }));
  await world.goTo(HOUR);
  await world.pass();
  expect(await averagesOf(world)).toEqual([
    ['cpu/average', 0, 1_000, 300],
    ['cpu/average', 600, 400, 600],
    ['memory/average', 600, 77, 600],
    ['cpu/average', 1_200, 400, 300],
  ]);
  const [first] = await world.averages();
  expect(first?.series.tags).toEqual({
    type: 'pod_container',
    namespace_name: 'shop',
    container_name: 'web',
    pod_name: 'web-aaaaa',
    user: 'ann',
  });
});

it('come when they are complete, also if they are longer than the windows of totals', async () => {
  const world = new RollupWorld();
  world.average = HOUR * 1_000;
  await world.pass();
  await world.write(rates(600, every(60, 0, 2 * HOUR), { seconds: 60 }));
  await world.goTo(HOUR + MINUTE);
  await world.pass();
  expect(await averagesOf(world)).toEqual([]);
  await world.goTo(HOUR + 2 * MINUTE);
  await world.pass();
  expect(await averagesOf(world)).toEqual([['cpu/average', 0, 600, HOUR]]);
  await world.write(rates(1_200, [10 * MINUTE], { seconds: 60 }));
  await world.pass();
  expect(await averagesOf(world)).toEqual([['cpu/average', 0, 610, HOUR]]);
});

it('become zero where there is nothing any more', async () => {
  const world = new RollupWorld();
  await world.pass();
  await world.write(rates(1_000, [600 + 50]));
  await world.goTo(HOUR);
  await world.pass();
  expect(await averagesOf(world)).toEqual([
    ['cpu/average', 0, 1_000, 10],
    ['cpu/average', 600, 1_000, 50],
  ]);
  await world.write(rates(500, [600 + 10], { seconds: 5 }));
  await world.pass();
  expect(await averagesOf(world)).toEqual([
    ['cpu/average', 0, 0, 0],
    ['cpu/average', 600, (1_000 * 40 + 500 * 5) / 45, 45],
  ]);
});
