import { describe, expect, test } from 'vitest';
import { twoContainers } from '../../../support/containers.ts';
import { calm } from '../../../support/points.ts';
import {
  BASE,
  HOUR,
  QUARTER,
  SECOND,
  usageWorld,
  windowsBetween,
  type UsageWorld,
} from '../../../support/usage-world.ts';

describe('final', () => {
  const settings = { horizon: 3 * 3_600_000 };
  const end = BASE + HOUR;

  async function settledWorld(): Promise<UsageWorld> {
    const world = usageWorld({ now: end + 3n * HOUR, settings });
    await world.write(twoContainers('gauge'));
    await world.close(...windowsBetween(BASE, end + QUARTER));
    return world;
  }
  const finalOf = async (world: UsageWorld, to = end): Promise<boolean> =>
    (await world.reports.rusage({ start: BASE + SECOND, end: to }, calm)).final;

  test('once all is added up and no point can come late enough', async () => {
    expect(await finalOf(await settledWorld())).toBe(true);
  });

  test('not before', async () => {
    expect(await finalOf(await settledWorld(), end + 1n)).toBe(false);
  });

  test.each(['stale', 'absent'] as const)('not with a window that is %s', async (state) => {
    const world = usageWorld({ now: end + 3n * HOUR, settings });
    await world.write(twoContainers('gauge'));
    await world.close(...windowsBetween(BASE, end - QUARTER));
    await world.spoil(state, end - QUARTER);
    expect(await finalOf(world)).toBe(false);
  });

  test('before the first point there ever was, though nothing was added up', async () => {
    const world = usageWorld({ now: end + 3n * HOUR, settings });
    await world.write(twoContainers('gauge'));
    const before = { start: BASE - 9n * HOUR, end: BASE - 5n * HOUR };
    expect((await world.reports.rusage(before, calm)).final).toBe(true);
    expect(await finalOf(world)).toBe(false);
  });

  test('not while points wait to be stored', async () => {
    const world = await settledWorld();
    world.unsent = end;
    expect(await finalOf(world)).toBe(false);
  });
});
