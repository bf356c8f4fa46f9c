import { describe, expect, it } from 'vitest';
import { HOUR, MINUTE } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';
import { addedUp, at, bytes, counter, every, rates, totalOf, windows } from './samples.ts';

const WINDOW = 15 * MINUTE;
const DAY = 24 * HOUR;

describe('closing windows', () => {
  it('adds up a window once it has ended and settled, and leaves the next alone', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.write(rates(1_000, every(60, 2 * MINUTE, 20 * MINUTE), { seconds: 60 }));
    await world.goTo(WINDOW + 119);
    await world.pass();
    expect(world.rollup.stats).toEqual({ lag: 0, recomputed: 0, failures: 0, setupMissing: false });
    await world.goTo(WINDOW + 120);
    await world.pass();
    expect(await windows(world)).toEqual({ closed: [0] });
    expect(await totalOf(world, 0)).toMatchObject({ cpu: 780, seconds: 780, alive: 780, count: 12 });
    expect(await totalOf(world, WINDOW)).toBeUndefined();
    expect(world.rollup.stats).toMatchObject({ closedUntil: at(WINDOW), lag: 120_000 });
  });

  it('waits as long as two intervals take', async () => {
    const world = new RollupWorld({ interval: 10 * 60_000, start: at(20 * MINUTE) });
    await world.pass();
    await world.goTo(WINDOW + 20 * MINUTE - 1);
    await world.pass();
    expect(await windows(world)).toEqual({});
    await world.goTo(WINDOW + 20 * MINUTE);
    await world.pass();
    expect(await windows(world)).toEqual({ closed: [0] });
  });

  it('waits for points that are on their way', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.goTo(HOUR);
    world.unsent = at(2 * WINDOW - 1);
    await world.pass();
    expect(await windows(world)).toEqual({ closed: [0] });
    world.unsent = undefined;
    await world.pass();
    expect(await windows(world)).toEqual({ closed: [0, WINDOW, 2 * WINDOW] });
  });

  it('counts what there is, and tells what there is not', async () => {
    const world = new RollupWorld();
    await world.pass();
    const times = [...every(60, 0, 5 * MINUTE), ...every(60, 10 * MINUTE, WINDOW)];
    await world.write(bytes(100, times, { seconds: 60 }));
    await world.goTo(HOUR);
    await world.pass();
    expect(await totalOf(world, 0)).toMatchObject({ mem: 100 * 600, seconds: 600, alive: WINDOW });
  });

  it('counts a process of three minutes for three minutes', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.write(rates(1_000, every(15, 60, 240), { seconds: 15 }));
    await world.write(counter(every(15, 300, 480), { process: 'web-bbbbb' }));
    await world.goTo(HOUR);
    await world.pass();
    expect(await totalOf(world, 0)).toMatchObject({ cpu: 180 + 165, seconds: 180 + 165 });
  });

  it('begins with the oldest point', async () => {
    const world = new RollupWorld();
    await world.write(rates(1_000, [100, 5 * HOUR], { seconds: 60 }));
    await world.goTo(5 * HOUR + 2 * MINUTE);
    await world.pass();
    expect((await windows(world))['closed']).toEqual(every(WINDOW, -WINDOW, 5 * HOUR - WINDOW));
  });

  it('begins with the current window where there are no points', async () => {
    const world = new RollupWorld();
    await world.goTo(5 * HOUR + 2 * MINUTE);
    await world.pass();
    await world.goTo(5 * HOUR + WINDOW + 2 * MINUTE);
    await world.pass();
    expect(await windows(world)).toEqual({ closed: [5 * HOUR] });
  });

  it('leaves out windows whose points are not kept any more', async () => {
    const world = new RollupWorld({ retention: 6 * HOUR * 1_000 });
    await world.pass();
    await world.goTo(WINDOW + 2 * MINUTE);
    await world.pass();
    await world.goTo(2 * DAY);
    await world.pass();
    const closed = (await windows(world))['closed'] ?? [];
    expect(closed).toEqual([0, ...every(WINDOW, 2 * DAY - 6 * HOUR, 2 * DAY - 2 * WINDOW)]);
  });

  it('comes soon after the start, then by the schedule, until it is stopped', async () => {
    const world = new RollupWorld({ start: at(13 * MINUTE) });
    world.rollup.start();
    await world.goTo(13 * MINUTE + 5);
    expect(world.book.complete).toBe(true);
    await world.goTo(WINDOW + 2 * MINUTE - 1);
    expect(await windows(world)).toEqual({});
    await world.goTo(WINDOW + 2 * MINUTE);
    expect(await windows(world)).toEqual({ closed: [0] });
    await world.rollup.stop();
    await world.goTo(HOUR);
    expect(await windows(world)).toEqual({ closed: [0] });
  });

  it('does nothing when nothing is due', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.goTo(HOUR);
    await world.pass();
    world.unreliable.calls.length = 0;
    await world.goTo(HOUR + MINUTE);
    await world.pass();
    expect(world.unreliable.calls).toEqual([]);
  });
});

describe('catching up', () => {
  it('takes an hour at a time, with a few small questions for each, also where nothing happened', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.goTo(5 * DAY);
    world.unreliable.calls.length = 0;
    await world.pass();
    const { calls } = world.unreliable;
    const scans = calls.flatMap(({ name, of }) =>
      name === 'scan' ? [of as { from: bigint; to: bigint }] : [],
    );
    const longest = scans.map(({ from, to }) => Number(to - from) / 1e9).reduce((a, b) => Math.max(a, b));
    expect(longest).toBeLessThanOrEqual(HOUR + 5 * MINUTE);
    expect(addedUp(world)).toEqual(every(WINDOW, -WINDOW, 5 * DAY - 2 * WINDOW));
    expect(calls.length).toBeLessThanOrEqual(5 * 24 * 8);
  });

  it('goes on where it was interrupted', async () => {
    const world = new RollupWorld();
    await world.pass();
    await world.write(rates(1_000, every(600, 0, DAY), { seconds: 600 }));
    await world.goTo(DAY);
    const controller = new AbortController();
    world.unreliable.before = (name) => {
      if (name === 'writeTotals' && world.unreliable.calls.length > 100) controller.abort();
    };
    await expect(world.rollup.run(controller.signal)).rejects.toThrow('abort');
    const before = addedUp(world);
    expect(before.length).toBeGreaterThan(4);
    world.restart();
    await world.pass();
    const after = addedUp(world);
    expect(after.filter((window) => before.includes(window))).toEqual([]);
    expect([...before, ...after]).toEqual(every(WINDOW, -WINDOW, DAY - 2 * WINDOW));
    for (const window of [...before, ...after].slice(0, -1))
      expect(await totalOf(world, window)).toMatchObject({ seconds: WINDOW, cpu: WINDOW });
  });
});
