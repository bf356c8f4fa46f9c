import { expect, it } from 'vitest';
import { HORIZON, HOUR, MINUTE } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';
import { addedUp, at, counter, every, rates, totalOf, windows } from './samples.ts';

const WINDOW = 15 * MINUTE;

/** Two hours of a process that uses half a core; all is added up. */
async function busyWorld(): Promise<RollupWorld> {
  const world = new RollupWorld({ horizon: 24 * HOUR * 1_000 });
  await world.write(rates(500, every(60, 0, 2 * HOUR), { seconds: 60 }));
  await world.goTo(2 * HOUR);
  await world.pass();
  addedUp(world);
  return world;
}

it('adds up the windows of late points again, and only those', async () => {
  const world = await busyWorld();
  await world.write(rates(1_000, every(60, 30 * MINUTE, 35 * MINUTE), { process: 'web-bbbbb', seconds: 60 }));
  expect((await windows(world))['stale']).toEqual([2 * WINDOW]);
  await world.pass();
  expect(addedUp(world)).toEqual([2 * WINDOW]);
  expect(await totalOf(world, 2 * WINDOW)).toMatchObject({ cpu: 450 + 300 });
  await world.write(rates(1_000, [40 * MINUTE], { process: 'web-bbbbb', seconds: 60 }));
  await world.pass();
  expect(addedUp(world)).toEqual([2 * WINDOW]);
  expect(await totalOf(world, 2 * WINDOW)).toMatchObject({ cpu: 450 + 360, alive: WINDOW + 600 });
  expect(world.late.counts).toEqual({ late: 6, tooLate: 0 });
  expect(world.rollup.stats.recomputed).toBe(2);
});

it('changes nothing where points come again', async () => {
  const world = await busyWorld();
  const before = await totalOf(world, 2 * WINDOW);
  await world.write(rates(500, every(60, 30 * MINUTE, 40 * MINUTE), { seconds: 60 }));
  await world.pass();
  expect(await totalOf(world, 2 * WINDOW)).toEqual(before);
});

it('adds up windows between a late point and those that it follows and that follow it', async () => {
  const world = await busyWorld();
  const process = { process: 'web-bbbbb' };
  await world.write(counter([6 * MINUTE], process));
  await world.pass();
  await world.write(counter([80 * MINUTE], process));
  await world.pass();
  addedUp(world);
  await world.write(counter([50 * MINUTE], process).map((point) => ({ ...point, value: 7 * MINUTE * 1e9 })));
  await world.pass();
  expect(addedUp(world)).toEqual(every(WINDOW, -WINDOW, 5 * WINDOW));
  // a minute of CPU in 44, then the rest in 30
  expect((await totalOf(world, WINDOW))?.cpu).toBeCloseTo(450 + (WINDOW * 1) / 44, 6);
  expect((await totalOf(world, 4 * WINDOW))?.cpu).toBeCloseTo(450 + (WINDOW * 73) / 30, 6);
});

it('stores and counts what comes later than the horizon, and adds nothing up', async () => {
  const world = new RollupWorld();
  await world.pass();
  await world.goTo(HORIZON + HOUR);
  await world.pass();
  addedUp(world);
  const points = rates(1_000, [HOUR - 1, HOUR + MINUTE], { seconds: 60 });
  await world.write(points);
  await world.pass();
  expect(world.late.counts).toEqual({ late: 1, tooLate: 1 });
  expect(await world.points()).toHaveLength(2);
  expect(addedUp(world)).toEqual([3 * WINDOW, 4 * WINDOW]);
});

it('corrects the windows between when a process is sampled again after five hours', async () => {
  const world = new RollupWorld({ horizon: 48 * HOUR * 1_000 });
  await world.pass();
  await world.write(counter(every(60, 0, 10 * MINUTE)));
  await world.goTo(5 * HOUR);
  await world.pass();
  expect(await totalOf(world, 8 * WINDOW)).toBeUndefined();
  await world.write(counter([5 * HOUR + MINUTE]));
  await world.goTo(5 * HOUR + 20 * MINUTE);
  await world.pass();
  for (const window of every(WINDOW, 0, 5 * HOUR - WINDOW))
    expect(await totalOf(world, window)).toMatchObject({
      cpu: expect.closeTo(900, 6),
      seconds: 900,
      alive: 900,
    });
  expect(Object.keys(await windows(world))).toEqual(['closed']);
});

it('lets the totals of those windows count no more at once where the sample says for how long it stands', async () => {
  const world = new RollupWorld({ horizon: 48 * HOUR * 1_000 });
  await world.pass();
  await world.goTo(5 * HOUR);
  await world.pass();
  await world.write(counter([5 * HOUR], { seconds: 4 * HOUR }));
  expect((await windows(world))['stale']).toEqual(every(WINDOW, HOUR - WINDOW, 5 * HOUR - 2 * WINDOW));
});

it('makes rows zero that are no more', async () => {
  const world = await busyWorld();
  const process = { process: 'web-bbbbb', tags: { user: 'ann' } };
  // does not say for how long it stands: a minute, back over the end of a window
  await world.write(rates(1_000, [HOUR + 50], process));
  await world.pass();
  expect(await totalOf(world, 3 * WINDOW)).toMatchObject({ cpu: 450 + 10 });
  await world.write(rates(1_000, [HOUR + 5], { ...process, seconds: 2 }));
  await world.pass();
  expect(await totalOf(world, 3 * WINDOW)).toMatchObject({ cpu: 450, seconds: 900, alive: 900 });
  const rows = await world.store.sumTotals(
    { level: 'user', from: at(3 * WINDOW), to: at(4 * WINDOW), match: { user: 'ann' } },
    new AbortController().signal,
  );
  expect(rows.map(({ cpu, seconds, alive }) => ({ cpu, seconds, alive }))).toEqual([
    { cpu: 0, seconds: 0, alive: 0 },
  ]);
});
