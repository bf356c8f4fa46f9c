import { describe, expect, test } from 'vitest';
import { calm, tagsOf, type TestPoint } from '../../../support/points.ts';
import {
  BASE,
  DAY,
  HOUR,
  MINUTE,
  usageWorld,
  windowsBetween,
  type UsageWorld,
} from '../../../support/usage-world.ts';
import { runs, twoContainers } from '../../../support/containers.ts';

const NOW = BASE + 2n * HOUR;
const hour = { start: BASE, end: BASE + HOUR };

async function cpuOf(
  world: UsageWorld,
  period: { start: bigint; end: bigint },
  account = 'a',
): Promise<number> {
  const { accounts } = await world.reports.rusage({ ...period, resources: ['cpu'] }, calm);
  return accounts[account]?.cpu ?? 0;
}

describe.each(['gauge', 'counter'] as const)('core hours of a %s', (kind) => {
  describe.each(['absent', 'closed', 'stale'] as const)('with %s windows', (state) => {
    async function worldOf(points: readonly TestPoint[]): Promise<UsageWorld> {
      const world = usageWorld({ now: NOW });
      await world.write(points);
      const windows = windowsBetween(BASE, BASE + HOUR);
      if (state === 'closed') await world.close(...windows);
      else await world.spoil(state, ...windows);
      return world;
    }

    test('are those of containers that live for part of a period', async () => {
      const world = await worldOf(twoContainers(kind));
      expect(await cpuOf(world, hour)).toBeCloseTo(5 / 6, 9);
      expect(await cpuOf(world, { start: BASE - DAY, end: BASE + DAY })).toBeCloseTo(5 / 6, 9);
    });

    test('are those of a container that lives for less than a window', async () => {
      const minutes = { from: BASE + 4n * MINUTE, minutes: 3, millicores: 1_000 };
      const world = await worldOf(runs(kind, ['a', 'c3', 'c3-1'], minutes));
      expect(await cpuOf(world, hour)).toBeCloseTo(0.05, 9);
    });

    test('of a process that is sampled seldom are spread evenly, wherever they are cut', async () => {
      const series = {
        measurement: kind === 'gauge' ? 'cpu/usage_rate' : 'cpu/usage',
        tags: tagsOf('a', 'c', 'c-1'),
      };
      const end = BASE + 52n * MINUTE;
      const world = await worldOf(
        kind === 'gauge'
          ? [{ series, time: end, value: 1_000, seconds: 50 * 60 }]
          : [
              { series, time: BASE + 2n * MINUTE, value: 7e12 },
              { series, time: end, value: 10e12 },
            ],
      );
      for (const minutes of [1, 3, 15, 16, 29, 40, 45, 51, 52, 60]) {
        const used = Math.min(50, Math.max(0, minutes - 2)) / 60;
        const cut = BASE + BigInt(minutes) * MINUTE;
        expect(await cpuOf(world, { start: BASE, end: cut })).toBeCloseTo(used, 9);
        expect(await cpuOf(world, { start: cut, end: BASE + HOUR })).toBeCloseTo(50 / 60 - used, 9);
      }
    });

    test('of adjacent periods add up, wherever they meet', async () => {
      const world = await worldOf(twoContainers(kind));
      for (const cut of [1n, 7n * MINUTE + 13n, 15n * MINUTE, 20n * MINUTE - 1n, 44n * MINUTE]) {
        const first = await cpuOf(world, { start: BASE, end: BASE + cut });
        const second = await cpuOf(world, { start: BASE + cut, end: BASE + HOUR });
        expect(first + second).toBeCloseTo(5 / 6, 9);
        expect(first).toBeCloseTo(
          (1.5 * Number(cut < 20n * MINUTE ? cut : 20n * MINUTE)) / Number(HOUR) +
            (0.5 * Number(cut > 20n * MINUTE ? cut - 20n * MINUTE : 0n)) / Number(HOUR),
          9,
        );
      }
    });
  });
});
