import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Percentile } from '../../../src/accounting/percentile.ts';

function percentile(values: Iterable<number>): Percentile {
  const all = new Percentile();
  for (const value of values) all.add(value);
  return all;
}

/** The smallest value that so large a share does not exceed. */
function exact(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1] ?? Number.NaN;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

describe('Percentile', () => {
  test('of up to 1000 values it is exact', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      minLength: 1,
      maxLength: 1_000,
    });
    fc.assert(
      fc.property(values, share, (some, part) => {
        expect(percentile(some).get(part)).toBe(exact(some, part));
      }),
    );
  });

  test('of more values it is within 0.5 % of the exact one, whatever their size and sign', () => {
    const value = fc.tuple(fc.constantFrom(-1, 0, 1), fc.double({ min: -8, max: 12, noNaN: true }));
    const values = fc.array(
      value.map(([sign, size]) => sign * 10 ** size),
      { minLength: 1_001, maxLength: 3_000 },
    );
    fc.assert(
      fc.property(values, share, (some, part) => {
        const wanted = exact(some, part);
        expect(Math.abs(percentile(some).get(part) - wanted)).toBeLessThanOrEqual(
          0.005001 * Math.abs(wanted),
        );
      }),
      { numRuns: 30 },
    );
  });

  test('of nothing there is none', () => {
    expect(new Percentile().get(0.95)).toBeNaN();
  });
});
