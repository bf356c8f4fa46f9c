import * as fc from 'fast-check';
import type { TestPoint } from '../../../support/points.ts';
import { series, type Measured } from './history.ts';
import type { Order } from './points-in-order.ts';

/** Histories are so many seconds long. */
export const LENGTH = 300;
/** Short, so that there are gaps on both sides of it. */
export const HORIZON = 100;

/** The interval changes twice. */
export function intervalAt(time: number): number {
  if (time < 120) return 10;
  return time < 200 ? 25 : 5;
}

const second = fc.integer({ min: 0, max: LENGTH });
const seconds = fc.option(fc.integer({ min: 0, max: HORIZON + 20 }), { nil: undefined, freq: 2 });

function samples(value: fc.Arbitrary<number>): fc.Arbitrary<readonly [number, number, number?][]> {
  const sample = fc.tuple(second, value, seconds);
  return fc
    .uniqueArray(sample, { selector: ([time]) => time, maxLength: 12 })
    .map((some) => some.map(([time, of, own]) => (own === undefined ? [time, of] : [time, of, own])));
}

function seriesOf(measured: Measured, value: fc.Arbitrary<number>): fc.Arbitrary<readonly TestPoint[]> {
  const tags = fc.constantFrom({}, { role: 'worker' }, { role: 'master' });
  return fc
    .tuple(fc.constantFrom('p1', 'p2', 'p3'), samples(value), tags)
    .map(([process, some, more]) => series(measured, process, some, more));
}

const anySeries = fc.oneof(
  {
    weight: 2,
    arbitrary: seriesOf(
      'usage',
      fc.integer({ min: 0, max: 20 }).map((n) => n * 1e9),
    ),
  },
  { weight: 2, arbitrary: seriesOf('rate', fc.integer({ min: 0, max: 4000 })) },
  seriesOf('mem', fc.integer({ min: 0, max: 1 << 30 })),
  seriesOf('gpu', fc.integer({ min: 0, max: 8 })),
  seriesOf('cpuRequest', fc.integer({ min: 0, max: 4000 })),
  seriesOf('memRequest', fc.integer({ min: 0, max: 1 << 30 })),
);

/** Points of a few processes with a few series each. */
export const history: fc.Arbitrary<readonly TestPoint[]> = fc
  .uniqueArray(anySeries, {
    maxLength: 8,
    // two of the same would be one series
    selector: (points) => JSON.stringify(points[0]?.series ?? null),
  })
  .map((some) => some.flat());

export const order: fc.Arbitrary<Order> = fc.record({
  pick: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
  chunk: fc.integer({ min: 1, max: 30 }),
});

/** Ends of slices, in whole seconds. */
export const bounds: fc.Arbitrary<readonly number[]> = fc
  .uniqueArray(fc.integer({ min: -20, max: LENGTH + 20 }), { minLength: 2, maxLength: 7 })
  .map((some) => some.toSorted((a, b) => a - b));
