import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Level } from '../../../../src/accounting/totals.ts';
import { tagsOf, type TestPoint } from '../../../support/points.ts';
import { differences, partsOf, wholeOf } from '../../../support/usage-numbers.ts';
import {
  BASE,
  HOUR,
  MINUTE,
  QUARTER,
  SECOND,
  SETTLE,
  usageWorld,
  windowsBetween,
  type UsageWorld,
} from '../../../support/usage-world.ts';

const HORIZON = 2n * HOUR;
const SPAN = 4n * HOUR;
const WINDOWS = windowsBetween(BASE, BASE + SPAN);
const settings = {
  horizon: Number(HORIZON / 1_000_000n),
  prices: { cpu: 1, memory: 0.5, gpu: 2 },
  intervalAt: (at: bigint) => (at < BASE + SPAN / 2n ? 60_000 : 15_000),
};

/** From a moment to more than points have to do with each other. */
const gap = fc.oneof(
  fc.bigInt(1n, 2n * MINUTE),
  fc.bigInt(2n * MINUTE, 40n * MINUTE),
  fc.bigInt(40n * MINUTE, 150n * MINUTE),
);

function series(measurement: string, value: fc.Arbitrary<number>) {
  const seconds = fc.option(fc.integer({ min: 1, max: 1_200 }), { nil: undefined });
  const point = fc.record({ gap, value, seconds });
  const points = fc.array(point, { maxLength: 12 });
  return fc.record({ measurement: fc.constant(measurement), start: fc.bigInt(0n, SPAN), points });
}

const process = fc.record({
  namespace: fc.constantFrom('a', 'b'),
  job: fc.constantFrom('one', 'two'),
  user: fc.constantFrom(undefined, 'ann'),
  series: fc.tuple(
    series('cpu/usage', fc.integer({ min: 0, max: 1e13 })),
    series('cpu/usage_rate', fc.integer({ min: 0, max: 4_000 })),
    series('memory/usage', fc.integer({ min: 0, max: 1e11 })),
    series('cpu/request', fc.integer({ min: 0, max: 4_000 })),
    series('gpu/request', fc.integer({ min: 0, max: 8 })),
  ),
});
const history = fc
  .array(process, { minLength: 1, maxLength: 3 })
  .map((processes) => processes.flatMap((one, at) => pointsOf(one, `p${at}`)));

function pointsOf(
  one: typeof process extends fc.Arbitrary<infer P> ? P : never,
  name: string,
): readonly TestPoint[] {
  const { namespace, job, user } = one;
  const tags = {
    ...tagsOf(namespace, job, name),
    ...(user !== undefined && { user }),
  };
  return one.series.flatMap(({ measurement, start, points }) => {
    let time = BASE + start;
    const own = { measurement, tags };
    return points.flatMap((point) => {
      time += point.gap;
      if (time > BASE + SPAN) return [];
      const span =
        measurement === 'cpu/usage' || point.seconds === undefined ? {} : { seconds: point.seconds };
      return [{ series: own, time, value: point.value, ...span }];
    });
  });
}

type State = 'absent' | 'closed' | 'stale';
const mixed = fc.array(fc.constantFrom<State>('absent', 'closed', 'closed', 'closed', 'stale'), {
  minLength: WINDOWS.length,
  maxLength: WINDOWS.length,
});
const states = fc.oneof(
  mixed,
  fc.constantFrom<State>('absent', 'closed', 'stale').map((one) => WINDOWS.map(() => one)),
);

const cut = fc.oneof(
  fc.bigInt(-HOUR, SPAN + HOUR),
  fc.integer({ min: -4, max: WINDOWS.length + 4 }).map((window) => BigInt(window) * QUARTER),
);
const cuts = fc
  .uniqueArray(cut, { minLength: 3, maxLength: 6 })
  .map((offsets) => offsets.map((offset) => BASE + offset).toSorted((a, b) => (a < b ? -1 : 1)));
const by = fc.constantFrom<Level>('account', 'job', 'user');

/** A world with these points and windows in these states; those that are closed rest on what was known at a time. */
async function worldOf(
  points: readonly TestPoint[],
  of: readonly State[],
  known = BASE + 2n * SPAN,
): Promise<UsageWorld> {
  const world = usageWorld({ now: BASE + SPAN + HOUR, settings });
  const later = points.filter(({ time }) => time > known);
  await world.write(points.filter(({ time }) => time <= known));
  for (const [at, window] of WINDOWS.entries()) {
    const state = of[at] ?? 'absent';
    if (state !== 'closed') await world.spoil(state, window);
    else if (window + QUARTER + SETTLE <= known)
      await (later.some((point) => reachesBefore(point, window + QUARTER))
        ? world.spoil('stale', window)
        : world.close(window));
  }
  await world.write(later);
  return world;
}

function reachesBefore({ time, seconds = 0 }: TestPoint, end: bigint): boolean {
  return time - BigInt(seconds) * SECOND < end;
}

const runs = { numRuns: 150 };

describe('any histories, with windows in any state', () => {
  test('periods that meet add up', async () => {
    await fc.assert(
      fc.asyncProperty(history, states, cuts, by, async (points, of, at, level) => {
        const world = await worldOf(points, of);
        const whole = await wholeOf(world.reports, at, level);
        expect(differences(await partsOf(world.reports, at, level), whole)).toEqual([]);
      }),
      runs,
    );
  });

  test('totals and points say the same', async () => {
    await fc.assert(
      fc.asyncProperty(history, states, cuts, by, async (points, of, at, level) => {
        const whole = await wholeOf((await worldOf(points, of)).reports, at, level);
        const fromPoints = await wholeOf((await worldOf(points, [])).reports, at, level);
        expect(differences(whole, fromPoints)).toEqual([]);
      }),
      runs,
    );
  });

  test('periods that meet add up while windows do not know yet of what their processes did next', async () => {
    const known = fc.bigInt(BASE, BASE + SPAN);
    await fc.assert(
      fc.asyncProperty(history, states, cuts, by, known, async (points, of, at, level, until) => {
        const world = await worldOf(points, of, until);
        const whole = await wholeOf(world.reports, at, level);
        expect(differences(await partsOf(world.reports, at, level), whole)).toEqual([]);
      }),
      runs,
    );
  });
});
