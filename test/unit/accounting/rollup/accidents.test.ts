import { describe, expect, it } from 'vitest';
import { RetryableError } from '../../../../src/lib/errors.ts';
import { capturedLog } from '../../../support/captured-log.ts';
import { calm } from '../../../support/points.ts';
import { HOUR, MINUTE } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';
import { addedUp, at, counter, every, rates, totalOf, windows } from './samples.ts';

const WINDOW = 15 * MINUTE;
const other = { process: 'web-bbbbb', seconds: 60 };

/** Three hours of a process that uses half a core; two of them are added up. */
async function busyWorld(): Promise<RollupWorld> {
  const world = new RollupWorld({ horizon: 24 * HOUR * 1_000 });
  await world.write(rates(500, every(60, 0, 3 * HOUR), { seconds: 60 }));
  await world.goTo(2 * HOUR + 2 * MINUTE);
  await world.pass();
  addedUp(world);
  return world;
}

/** What is called in the store waits until told to go on. */
function gate(world: RollupWorld, wanted: string): { reached: Promise<void>; open: () => void } {
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  world.unreliable.before = async (name) => {
    if (name !== wanted) return;
    world.unreliable.before = () => {};
    reached.resolve();
    await opened.promise;
  };
  return { reached: reached.promise, open: opened.resolve };
}

describe('points and passes at the same time', () => {
  it('waits for points under way before it reads', async () => {
    const world = await busyWorld();
    await world.goTo(2 * HOUR + WINDOW + 2 * MINUTE);
    const { reached, open } = gate(world, 'write');
    const writing = world.write(rates(1_000, [2 * HOUR + MINUTE], other));
    await reached;
    const passing = world.pass();
    await world.clock.settle();
    expect(addedUp(world)).toEqual([]);
    open();
    await Promise.all([writing, passing]);
    expect(await totalOf(world, 8 * WINDOW)).toMatchObject({ cpu: 450 + 60 });
    expect((await windows(world))['stale']).toBeUndefined();
  });

  it('does not close a window that a point comes for while it is added up', async () => {
    const world = await busyWorld();
    await world.goTo(2 * HOUR + WINDOW + 2 * MINUTE);
    const { reached, open } = gate(world, 'sumTotals');
    const passing = world.pass();
    await reached;
    await world.write(rates(1_000, [2 * HOUR + MINUTE], other));
    open();
    await passing;
    expect(await windows(world)).toMatchObject({ stale: [8 * WINDOW] });
    await world.pass();
    expect(await totalOf(world, 8 * WINDOW)).toMatchObject({ cpu: 450 + 60 });
  });

  it('makes a window stale after it was closed, though the point came before', async () => {
    const world = await busyWorld();
    await world.goTo(2 * HOUR + WINDOW + 2 * MINUTE);
    const { reached, open } = gate(world, 'writeTotals');
    const passing = world.pass();
    await reached;
    world.unreliable.before = () => {};
    const writing = world.write(rates(1_000, [2 * HOUR + MINUTE], other));
    open();
    await Promise.all([passing, writing]);
    expect(await windows(world)).toMatchObject({ stale: [8 * WINDOW] });
  });

  it('adds up again what a point reaches back over that is newer than all windows, but not than what was looked at', async () => {
    const world = await busyWorld();
    await world.write(counter([2 * HOUR - MINUTE], { process: 'web-bbbbb' }));
    await world.pass();
    expect(await totalOf(world, 7 * WINDOW)).toMatchObject({ cpu: 450 });
    await world.write(counter([2 * HOUR + MINUTE], { process: 'web-bbbbb' }));
    await world.pass();
    expect(await totalOf(world, 7 * WINDOW)).toMatchObject({ cpu: expect.closeTo(450 + 60, 6) });
  });
});

describe('a killed process', () => {
  it('that had marked windows but not written the points leaves totals that come out the same', async () => {
    const world = await busyWorld();
    const { reached, open } = gate(world, 'write');
    const writing = world.write(rates(1_000, [HOUR + MINUTE], other));
    await reached;
    world.restart();
    open();
    await expect(writing).rejects.toThrow('killed');
    expect(await windows(world)).toMatchObject({ stale: [4 * WINDOW] });
    await world.pass();
    expect((await windows(world))['stale']).toBeUndefined();
    expect(await totalOf(world, 4 * WINDOW)).toMatchObject({ cpu: 450 });
  });

  it('that had written the points, and nothing else, leaves their windows stale', async () => {
    const world = await busyWorld();
    await world.write(rates(1_000, [HOUR + MINUTE], other));
    world.restart();
    expect(await windows(world)).toMatchObject({ stale: [4 * WINDOW] });
    await world.pass();
    expect(await totalOf(world, 4 * WINDOW)).toMatchObject({ cpu: 450 + 60 });
  });

  it('that had added up only some of the windows that depend on a point leaves the others stale', async () => {
    const world = await busyWorld();
    await world.write([...counter([MINUTE], other), ...counter([2 * HOUR - MINUTE], other)]);
    await world.pass();
    await world.write(counter([20 * MINUTE], other).map((point) => ({ ...point, value: 60 * 1e9 })));
    world.unreliable.before = async (name) => {
      if (name !== 'writeTotals' || (await windows(world))['closed']?.length !== 4) return;
      world.unreliable.kill();
    };
    await expect(world.pass()).rejects.toThrow('killed');
    expect((await windows(world))['stale']).toEqual([4 * WINDOW, 5 * WINDOW, 6 * WINDOW, 7 * WINDOW]);
    world.restart();
    await world.pass();
    const used = 2 * HOUR - 2 * MINUTE;
    expect(await totalOf(world, 7 * WINDOW)).toMatchObject({
      cpu: expect.closeTo(450 + (14 * MINUTE * used) / (2 * HOUR - 21 * MINUTE), 6),
    });
  });

  it('leaves word up to when points were looked at', async () => {
    const world = await busyWorld();
    await world.write(counter([2 * HOUR - MINUTE], { process: 'web-bbbbb' }));
    await world.pass();
    world.restart();
    await world.write(counter([2 * HOUR + MINUTE], { process: 'web-bbbbb' }));
    await world.pass();
    expect(await totalOf(world, 7 * WINDOW)).toMatchObject({ cpu: expect.closeTo(450 + 60, 6) });
  });

  it('leaves no hole where a late point had made a window stale that others before it were not closed', async () => {
    const world = new RollupWorld({ horizon: 24 * HOUR * 1_000 });
    await world.write(rates(500, every(60, 0, 3 * HOUR), { seconds: 60 }));
    await world.goTo(3 * HOUR);
    const { reached, open } = gate(world, 'oldestPoint');
    const passing = world.pass();
    await reached;
    await world.write(rates(1_000, [90 * MINUTE], other));
    world.unreliable.before = (name) => {
      if (name === 'sumTotals') world.unreliable.kill();
    };
    open();
    await expect(passing).rejects.toThrow('killed');
    expect(await windows(world)).toEqual({ stale: [5 * WINDOW, 6 * WINDOW] });
    world.restart();
    await world.pass();
    expect(await windows(world)).toEqual({ closed: every(WINDOW, -2 * WINDOW, 3 * HOUR - 2 * WINDOW) });
    expect(await totalOf(world, 3 * WINDOW)).toMatchObject({ cpu: 450 });
  });

  it('reads marks with holes as windows that have to be added up', async () => {
    const world = await busyWorld();
    const marks = await world.marks();
    await world.store.admin.cleanup(calm);
    await world.store.writeTotals(
      [],
      marks.filter(({ start }) => start !== at(3 * WINDOW)),
      calm,
    );
    world.restart();
    await world.pass();
    expect(addedUp(world)).toContain(3 * WINDOW);
    expect(await totalOf(world, 3 * WINDOW)).toMatchObject({ cpu: 450 });
  });
});

describe('a store that fails', () => {
  it('may have closed a window though it said that it failed', async () => {
    const world = await busyWorld();
    await world.write(rates(1_000, [HOUR + MINUTE], other));
    const { calls } = world.unreliable;
    calls.length = 0;
    world.unreliable.before = (name) => {
      const marks = name === 'writeTotals' && calls.some((call) => call.name === 'writeTotals');
      world.unreliable.failing = marks ? 0.6 : 0; // done, and then an error
    };
    await expect(world.pass()).rejects.toThrow('connection reset');
    world.unreliable.before = () => {};
    world.unreliable.failing = 0;
    expect((await windows(world))['stale']).toBeUndefined();
    await world.write(rates(1_000, [HOUR + 2 * MINUTE], other));
    expect(await windows(world)).toMatchObject({ stale: [4 * WINDOW] });
  });

  it('is told once, and so is that it answers again', async () => {
    const log = capturedLog();
    const world = new RollupWorld({ log });
    world.unreliable.failing = 1;
    for (let pass = 0; pass < 3; pass++) await expect(world.pass()).rejects.toThrow('connection');
    expect(world.rollup.stats.failures).toBe(3);
    world.unreliable.failing = 0;
    await world.pass();
    await world.pass();
    expect(log.lines.map(({ level, message }) => [level, message])).toEqual([
      ['warn', 'usage cannot be added up now'],
      ['info', 'usage is added up again'],
    ]);
  });

  it('takes points while setup has not made room for totals, which are added up afterwards', async () => {
    const world = new RollupWorld();
    world.unreliable.before = (name) => {
      if (name === 'marks' || name === 'writeTotals')
        throw new RetryableError('setup-missing', 'there is no policy for totals');
    };
    await world.write(rates(500, every(60, 0, HOUR), { seconds: 60 }));
    await world.goTo(HOUR);
    await expect(world.pass()).rejects.toThrow('no policy');
    expect(world.rollup.stats.setupMissing).toBe(true);
    world.unreliable.before = () => {};
    await world.pass();
    expect(world.rollup.stats.setupMissing).toBe(false);
    expect(await totalOf(world, WINDOW)).toMatchObject({ cpu: 450 });
  });

  it('takes late points also when the place of totals goes away', async () => {
    const world = await busyWorld();
    world.unreliable.before = (name) => {
      if (name === 'writeTotals') throw new RetryableError('setup-missing', 'there is no policy for totals');
    };
    await world.write(rates(1_000, [HOUR + MINUTE], other));
    await world.store.admin.cleanup(calm);
    world.unreliable.before = () => {};
    await world.pass();
    expect(await totalOf(world, 0)).toMatchObject({ cpu: 450 });
    expect(await totalOf(world, 4 * WINDOW)).toMatchObject({ cpu: 450 + 60 });
  });
});

describe('cleanup', () => {
  it('is followed by adding up what points are there for', async () => {
    const world = await busyWorld();
    await world.late.admin.cleanup(calm);
    expect(await windows(world)).toEqual({});
    await world.pass();
    expect(await totalOf(world, 0)).toMatchObject({ cpu: 450 });
  });

  it('during a pass leaves no mark of what the pass knew before', async () => {
    const world = await busyWorld();
    await world.goTo(2 * HOUR + WINDOW + 2 * MINUTE);
    const { reached, open } = gate(world, 'sumTotals');
    const passing = world.pass();
    await reached;
    await world.late.admin.cleanup(calm);
    open();
    await expect(passing).rejects.toThrow('totals were removed meanwhile');
    expect(await windows(world)).toEqual({});
    await world.pass();
    expect((await windows(world))['closed']).toEqual(every(WINDOW, -2 * WINDOW, 2 * HOUR));
  });
});
