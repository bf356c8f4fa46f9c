import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type DecideInput } from '../../../src/scaling/decide.ts';
import type { Reading } from '../../../src/scaling/reading.ts';
import { NOW } from '../../support/metric-values.ts';

const node = { expression: 'm' };
const known = (value: number, atLeast = false): Reading => ({
  kind: 'value',
  value,
  observedAt: NOW,
  ...(atLeast && { atLeast: true as const }),
  node,
});
const unknown: Reading = { kind: 'unknown', reason: 'lost', node };

function decided(reading: Reading, current: number, more: Partial<DecideInput> = {}): string {
  const input = { current, reading, bounds: { min: 1, max: 10 }, fallback: undefined, unknowns: 0, ...more };
  const { desired, limits } = decide(input);
  return [desired, ...limits.map(({ rule, from, to }) => `${rule} ${from}>${to}`)].join(', ');
}

test.each([
  [3, '3'],
  [3.000_000_001, '3'],
  [3.000_001, '4'],
  [2.999_999_999_9, '3'],
  [3.2, '4'],
  [1e-12, '1'],
  [0.5, '1'],
  [0, '1, min 0>1'],
  [-3, '1, min -3>1'],
  [10.5, '10, max 11>10'],
  [1e300, '10, max 1e+300>10'],
])('a reading of %d is %s', (value, expected) => {
  expect(decided(known(value), 5)).toBe(expected);
});

test('a lower bound raises but does not lower', () => {
  expect(decided(known(7, true), 5)).toBe('7');
  expect(decided(known(3, true), 5)).toBe('5, at-least 3>5');
  expect(decided(known(3, true), 12)).toBe('10, at-least 3>12, max 12>10');
});

test('unknown changes nothing, except that min and max hold', () => {
  expect(decided(unknown, 5)).toBe('5, unknown 5>5');
  expect(decided(unknown, 0)).toBe('1, unknown 0>0, min 0>1');
  expect(decided(unknown, 20)).toBe('10, unknown 20>20, max 20>10');
});

describe('the fallback', () => {
  const fallback = { after: 3, scale: 4, allowScaleIn: false };

  test('applies from so many unknown readings in a row on', () => {
    expect(decided(unknown, 2, { fallback, unknowns: 2 })).toBe('2, unknown 2>2');
    expect(decided(unknown, 2, { fallback, unknowns: 3 })).toBe('4, unknown 2>2, fallback 2>4');
  });

  test('lowers only if it may', () => {
    expect(decided(unknown, 6, { fallback, unknowns: 3 })).toBe('6, unknown 6>6, fallback 6>6');
    expect(decided(unknown, 6, { fallback: { ...fallback, allowScaleIn: true }, unknowns: 3 })).toBe(
      '4, unknown 6>6, fallback 6>4',
    );
  });
});

test('whatever is read, the scale is whole and within bounds', () => {
  const reading = fc.oneof(
    fc
      .tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean())
      .map(([v, at]) => known(v, at)),
    fc.constant(unknown),
  );
  const bounds = fc.tuple(fc.nat(50), fc.nat(50)).map(([min, span]) => ({ min, max: min + span }));
  fc.assert(
    fc.property(
      reading,
      bounds,
      fc.nat(200),
      fc.nat(5),
      fc.boolean(),
      (of, within, current, unknowns, allowScaleIn) => {
        const fallback = { after: 2, scale: 7, allowScaleIn };
        const { desired } = decide({ current, reading: of, bounds: within, fallback, unknowns });
        expect(Number.isInteger(desired) && desired >= within.min && desired <= within.max).toBe(true);
      },
    ),
  );
});
