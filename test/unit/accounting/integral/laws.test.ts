import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, none } from '../../../../src/accounting/amounts.ts';
import type { Integral } from '../../../../src/accounting/integral/integrate.ts';
import type { Amounts } from '../../../../src/accounting/totals.ts';
import { createMemoryStore } from '../../../../src/stores/memory/create.ts';
import { calm, columns } from '../../../support/points.ts';
import { integral, secondsAt } from './history.ts';
import { linksOver, oracle } from './oracle.ts';
import { bounds, history, HORIZON, intervalAt, LENGTH, order } from './random-history.ts';

const SETTINGS = { horizon: HORIZON * 1000, intervalAt, until: LENGTH } as const;
const PROCESSES = ['p1', 'p2', 'p3'];
const RUNS = { numRuns: 200 };
/** Seconds that a scan starts before the first bound. */
const lead = fc.integer({ min: 0, max: LENGTH });
/** Ends to the nanosecond. */
const fineBounds = fc
  .uniqueArray(fc.integer({ min: -20e9, max: (LENGTH + 20) * 1e9 }), { minLength: 2, maxLength: 20 })
  .map((some) => some.map((nanos) => nanos / 1e9).toSorted((a, b) => a - b));

test('it is what a second-by-second sum gives, however series are interleaved and wherever the scan starts', async () => {
  await fc.assert(
    fc.asyncProperty(history, bounds, order, lead, async (points, ends, how, before) => {
      const since = firstOf(ends) - before;
      const found = await integral(points, { ...SETTINGS, bounds: ends, order: how, since });
      const expected = oracle(points, { bounds: ends, horizon: HORIZON, intervalAt });
      for (const process of PROCESSES) {
        for (const slice of slicesOf(ends)) {
          expect(
            differences(amountsOf(found, process, slice), expected.get(process)?.[slice] ?? none),
          ).toEqual([]);
        }
      }
    }),
    RUNS,
  );
});

test('a store gives what it needs', async () => {
  await fc.assert(
    fc.asyncProperty(history, bounds, lead, async (points, ends, before) => {
      const question = { ...SETTINGS, bounds: ends, since: firstOf(ends) - before };
      const store = createMemoryStore();
      await store.write(columns(points), calm);
      const found = await integral(points, { ...question, store });
      const expected = await integral(points, question);
      for (const process of PROCESSES)
        for (const slice of slicesOf(ends))
          expect(differences(amountsOf(found, process, slice), amountsOf(expected, process, slice))).toEqual(
            [],
          );
      expect(found).toMatchObject({ since: expected.since, reaches: expected.reaches });
    }),
    RUNS,
  );
});

test('slices add up to the whole, wherever they are cut', async () => {
  await fc.assert(
    fc.asyncProperty(history, fineBounds, async (points, ends) => {
      const cut = await integral(points, { ...SETTINGS, bounds: ends });
      const whole = await integral(points, { ...SETTINGS, bounds: [firstOf(ends), lastOf(ends)] });
      for (const process of PROCESSES) {
        const parts = slicesOf(ends).map((slice) => amountsOf(cut, process, slice));
        expect(differences(parts.reduce(add, none), amountsOf(whole, process, 0))).toEqual([]);
      }
    }),
    RUNS,
  );
});

test('runs that follow each other add up to one', async () => {
  await fc.assert(
    fc.asyncProperty(history, bounds, async (points, ends) => {
      const whole = await integral(points, { ...SETTINGS, bounds: [firstOf(ends), lastOf(ends)] });
      const runs = await Promise.all(
        slicesOf(ends).map((slice) => {
          const own = ends.slice(slice, slice + 2);
          return integral(points, { ...SETTINGS, bounds: own, since: firstOf(own) });
        }),
      );
      for (const process of PROCESSES) {
        const parts = runs.map((run) => amountsOf(run, process, 0));
        expect(differences(parts.reduce(add, none), amountsOf(whole, process, 0))).toEqual([]);
      }
    }),
    RUNS,
  );
});

test('it rests on no point before the time that it tells', async () => {
  await fc.assert(
    fc.asyncProperty(history, bounds, async (points, ends) => {
      const question = { ...SETTINGS, bounds: ends, since: firstOf(ends) };
      const all = await integral(points, question);
      const rest = await integral(
        points.filter(({ time }) => time >= all.since),
        question,
      );
      for (const process of PROCESSES)
        for (const slice of slicesOf(ends))
          expect(differences(amountsOf(rest, process, slice), amountsOf(all, process, slice))).toEqual([]);
    }),
    RUNS,
  );
});

test('it tells the links that cross its ends', async () => {
  await fc.assert(
    fc.asyncProperty(history, bounds, lead, async (points, ends, before) => {
      const since = firstOf(ends) - before;
      const { reaches } = await integral(points, { ...SETTINGS, bounds: ends, since });
      const links = [firstOf(ends), lastOf(ends)].flatMap((end) => linksOver(points, end, HORIZON));
      const found = reaches.map(({ from, to }) => [secondsAt(from), secondsAt(to)] as const);
      expect(secondsIn(found)).toEqual(secondsIn(links));
      expect(found.filter(([from, to]) => from >= to)).toEqual([]);
      expect(reaches).toEqual(reaches.toSorted((a, b) => (a.from < b.from ? -1 : 1)));
    }),
    RUNS,
  );
});

function firstOf(ends: readonly number[]): number {
  return ends[0] ?? Number.NaN;
}

function lastOf(ends: readonly number[]): number {
  return ends.at(-1) ?? Number.NaN;
}

function slicesOf(ends: readonly number[]): readonly number[] {
  return [...ends.keys()].slice(1).map((end) => end - 1);
}

function amountsOf({ processes }: Integral, name: string, slice: number): Amounts {
  return processes.find(({ process }) => process === name)?.slices.get(slice) ?? none;
}

/** All whole seconds in any of the spans. */
function secondsIn(spans: readonly (readonly [from: number, to: number])[]): readonly number[] {
  const seconds = Array.from({ length: LENGTH + 40 }, (_, at) => at - 20);
  return seconds.filter((second) => spans.some(([from, to]) => from <= second && second < to));
}

/** Those that differ by more than one in 10^9. */
function differences(found: Amounts, expected: Amounts): readonly string[] {
  return (Object.keys(none) as (keyof Amounts)[])
    .filter((name) => Math.abs(found[name] - expected[name]) > 1e-9 * Math.max(1, Math.abs(expected[name])))
    .map((name) => `${name} is ${found[name]}, not ${expected[name]}`);
}
