import * as fc from 'fast-check';
import type { Series } from '../../../../src/accounting/points.ts';
import type { TestPoint } from '../../../support/points.ts';

/** The zero of these histories, at the start of a window; they tell time in seconds. */
export const ZERO = 1_760_000_400_000_000_000n - (1_760_000_400_000_000_000n % 900_000_000_000n);
export const MINUTE = 60;
export const HOUR = 3_600;
/** Short, so that there are gaps on both sides of it. */
export const HORIZON = 3 * HOUR;
/** Histories are as long. */
export const LENGTH = 6 * HOUR;

/** What comes in at once, so many seconds after its newest point. */
export interface Batch {
  readonly points: readonly TestPoint[];
  readonly at: number;
}

type Sample = readonly [time: number, value: number, seconds: number | undefined];

const tags = { type: 'pod_container' };
const PROCESSES = [
  { ...tags, namespace_name: 'red', container_name: 'a', pod_name: 'a-1', user: 'ann' },
  { ...tags, namespace_name: 'red', container_name: 'a', pod_name: 'a-2', user: 'bob' },
  { ...tags, namespace_name: 'red', container_name: 'b', pod_name: 'b-1', user: 'ann' },
  { ...tags, namespace_name: 'blue', container_name: 'a', pod_name: 'a-1' },
  { ...tags, namespace_name: 'blue', container_name: 'a' },
  // not accounted: another level
  { type: 'pod', namespace_name: 'red', container_name: 'a', pod_name: 'a-1' },
] as const;

const MEASURED: Readonly<Record<string, fc.Arbitrary<number>>> = {
  'cpu/usage': fc.integer({ min: 0, max: 50 }).map((n) => n * 1e9),
  'cpu/usage_rate': fc.integer({ min: 0, max: 4_000 }),
  'memory/usage': fc.integer({ min: 1, max: 1 << 30 }),
  'gpu/request': fc.integer({ min: 0, max: 4 }),
  'cpu/request': fc.integer({ min: 100, max: 4_000 }),
  'memory/request': fc.integer({ min: 1, max: 1 << 30 }),
};

/** From sample to sample, and how long the series pauses: seldom, some for longer than the horizon. */
const step = fc.oneof(
  { weight: 10, arbitrary: fc.integer({ min: 10, max: 90 }) },
  { weight: 3, arbitrary: fc.integer({ min: 90, max: 40 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: HOUR, max: HORIZON + HOUR }) },
);
const seconds = fc.oneof(
  { weight: 4, arbitrary: fc.constant('step' as const) },
  { weight: 3, arbitrary: fc.constant(undefined) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: HORIZON + HOUR }) },
);

function samplesOf(value: fc.Arbitrary<number>): fc.Arbitrary<readonly Sample[]> {
  const start = fc.integer({ min: 0, max: LENGTH });
  const odd = fc.constantFrom(0, 0, 0.5, 0.123_456_789);
  return fc
    .tuple(start, odd, fc.array(fc.tuple(step, value, seconds), { minLength: 1, maxLength: 14 }))
    .map(([first, fraction, steps]) => {
      let time = first + fraction;
      return steps.flatMap(([gap, of, own]): readonly Sample[] => {
        time += gap;
        return time > LENGTH ? [] : [[time, of, own === 'step' ? gap : own]];
      });
    });
}

const series: fc.Arbitrary<readonly TestPoint[]> = fc
  .tuple(fc.constantFrom(...Object.keys(MEASURED)), fc.constantFrom(...PROCESSES), fc.boolean())
  .chain(([measurement, process, other]) => {
    const one: Series = { measurement, tags: other ? { ...process, role: 'worker' } : process };
    return samplesOf(MEASURED[measurement] ?? fc.constant(0)).map((samples) =>
      samples.map(([time, value, own]) => ({
        series: one,
        time: ZERO + BigInt(Math.round(time * 1e9)),
        value,
        ...(own !== undefined && measurement !== 'cpu/usage' && { seconds: own }),
      })),
    );
  });

/** Points arrive soon as a rule, some minutes late, as late as the horizon lets them, or from a clock that is fast. */
const delay = fc.oneof(
  { weight: 1, arbitrary: fc.integer({ min: -10 * MINUTE, max: 0 }) },
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }) },
  { weight: 2, arbitrary: fc.integer({ min: 20, max: 30 * MINUTE }) },
  { weight: 1, arbitrary: fc.integer({ min: 30 * MINUTE, max: HORIZON - 10 * MINUTE }) },
);

/** All points of a history as they arrive, some of them twice. */
export const arrivals: fc.Arbitrary<readonly Batch[]> = fc
  .uniqueArray(series, {
    minLength: 1,
    maxLength: 7,
    selector: (points) => JSON.stringify(points[0]?.series),
  })
  .chain((all) => {
    const points = all.flat();
    return fc
      .tuple(
        fc.array(delay, { minLength: points.length, maxLength: points.length }),
        fc.array(fc.tuple(fc.nat(Math.max(0, points.length - 1)), delay), { maxLength: 5 }),
      )
      .map(([delays, again]) => {
        const once = points.map((point, at) => ({ point, at: arrival(point, delays[at] ?? 0) }));
        const twice = again.flatMap(([at, late]) => {
          const point = points[at];
          return point === undefined ? [] : [{ point, at: arrival(point, late) }];
        });
        return [...Map.groupBy([...once, ...twice], ({ at }) => at)]
          .toSorted(([a], [b]) => a - b)
          .map(([at, some]) => ({ at, points: some.map(({ point }) => point) }));
      });
  });

/** In steps, so that points come together. */
function arrival({ time }: TestPoint, late: number): number {
  return Math.max(0, Math.ceil((Number(time - ZERO) / 1e9 + late) / 30) * 30);
}
