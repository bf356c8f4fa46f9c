import { describe, expect, test } from 'vitest';
import { toExactRfc3339 } from '../../../../src/lib/time.ts';
import { calm, tagsOf } from '../../../support/points.ts';
import {
  BASE,
  DAY,
  gauge,
  HOUR,
  MINUTE,
  QUARTER,
  usageWorld,
  windowsBetween,
  type UsageWorld,
} from '../../../support/usage-world.ts';

const days = (count: number): number => count * 86_400_000;
/** Points are kept from BASE - 2 days on, totals from BASE - 10 days on. */
const settings = { retention: days(2), aggregateRetention: days(10), horizon: 6 * 3_600_000 };
const EXPIRED = BASE - 3n * DAY;

/** A process that uses a core in the hours around a time, and the windows of these hours closed. */
async function busyAround(time: bigint, given: Partial<typeof settings> = {}): Promise<UsageWorld> {
  const world = usageWorld({ now: BASE, settings: { ...settings, ...given } });
  const times = { from: time - 2n * HOUR, to: time + 2n * HOUR, step: MINUTE, value: 1_000, seconds: 60 };
  await world.write(gauge('cpu/usage_rate', tagsOf('a', 'darts', 'darts-1'), times));
  await world.close(...windowsBetween(time - 2n * HOUR, time + 2n * HOUR));
  return world;
}

async function report(world: UsageWorld, start: bigint, end: bigint) {
  const { start_time, end_time, accounts, missing } = await world.reports.rusage({ start, end }, calm);
  return { start_time, end_time, cpu: accounts['a']?.cpu ?? 0, missing };
}

describe('where the points of a cut window have expired', () => {
  test.each(['by retention alone', 'and are removed'])('both ends are rounded down (%s)', async (how) => {
    const world = await busyAround(EXPIRED);
    if (how !== 'by retention alone') await world.store.admin.expire(world.settings, BASE, calm);
    expect(await report(world, EXPIRED + MINUTE, EXPIRED + HOUR - MINUTE)).toEqual({
      start_time: toExactRfc3339(EXPIRED),
      end_time: toExactRfc3339(EXPIRED + HOUR - QUARTER),
      cpu: expect.closeTo(0.75, 9),
    });
  });

  test('adjacent periods still add up, with the end of only one of them expired too', async () => {
    const world = await busyAround(BASE - 2n * DAY);
    await world.store.admin.expire(world.settings, BASE, calm);
    const cuts = [-71n, -50n, -31n, -1n, 10n, 40n, 70n, 100n].map((at) => BASE - 2n * DAY + at * MINUTE);
    const parts = [];
    for (const [at, start] of cuts.slice(0, -1).entries()) {
      parts.push(await report(world, start, cuts[at + 1] ?? 0n));
    }
    const whole = await report(world, cuts[0] ?? 0n, cuts.at(-1) ?? 0n);
    expect(parts.reduce((sum, { cpu }) => sum + cpu, 0)).toBeCloseTo(whole.cpu, 9);
    expect(parts.map(({ start_time }) => start_time).slice(1)).toEqual(
      parts.map(({ end_time }) => end_time).slice(0, -1),
    );
    expect(whole).toMatchObject({
      start_time: toExactRfc3339(BASE - 2n * DAY - 75n * MINUTE),
      end_time: toExactRfc3339(BASE - 2n * DAY + 100n * MINUTE),
    });
  });

  test('a retention that has become longer brings no points back', async () => {
    const world = await busyAround(EXPIRED);
    await world.store.admin.expire(world.settings, BASE, calm);
    world.settings = { ...world.settings, retention: days(8) };
    expect(await report(world, EXPIRED + MINUTE, EXPIRED + HOUR)).toMatchObject({
      start_time: toExactRfc3339(EXPIRED),
      cpu: expect.closeTo(1, 9),
    });
  });

  test('whole windows need no points', async () => {
    const world = await busyAround(EXPIRED);
    await world.store.admin.expire(world.settings, BASE, calm);
    expect((await report(world, EXPIRED - DAY / 2n, EXPIRED + DAY / 2n)).cpu).toBeCloseTo(4, 9);
  });
});

describe('where totals are missing too', () => {
  const first = BASE - 10n * DAY;

  test('a period before them is refused, saying from when usage is known', async () => {
    const { reports } = usageWorld({ now: BASE, settings });
    for (const end of [first, first - 1n, 1n]) {
      await expect(reports.rusage({ start: 2n, end }, calm)).rejects.toMatchObject({
        remedy: 'fix',
        message: expect.stringContaining(`usage is known from ${toExactRfc3339(first)} on`),
      });
    }
    expect(await reports.rusage({ start: first - DAY, end: first + QUARTER }, calm)).toBeDefined();
  });

  test('a period that begins before them says what is missing', async () => {
    const world = await busyAround(first);
    const windows = windowsBetween(first + 2n * HOUR, first + 3n * HOUR);
    await world.close(...windows);
    expect(await report(world, first - HOUR + 1n, first + 3n * HOUR)).toMatchObject({
      start_time: toExactRfc3339(first - HOUR),
      cpu: expect.closeTo(2, 9),
      missing: [
        {
          start_time: toExactRfc3339(first - HOUR),
          end_time: toExactRfc3339(first),
          reason: `expired: totals are kept from ${toExactRfc3339(first)} on`,
        },
      ],
    });
  });

  test('windows that were never added up are missing once their points have expired', async () => {
    const world = await busyAround(EXPIRED);
    const from = EXPIRED + 2n * HOUR;
    expect((await report(world, EXPIRED, from + HOUR)).missing).toEqual([
      {
        start_time: toExactRfc3339(from),
        end_time: toExactRfc3339(from + HOUR),
        reason: `there are no totals of it, and points are kept from ${toExactRfc3339(BASE - 2n * DAY)} on`,
      },
    ]);
  });

  test('points serve where they are kept for longer than totals', async () => {
    const world = await busyAround(EXPIRED, { retention: days(5), aggregateRetention: days(1) });
    const { cpu, missing } = await report(world, EXPIRED, EXPIRED + HOUR);
    expect([cpu, missing]).toEqual([expect.closeTo(1, 9), undefined]);
  });
});
