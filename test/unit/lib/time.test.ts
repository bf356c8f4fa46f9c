import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../src/lib/json.ts';
import { between, later, toExactRfc3339, toRfc3339 } from '../../../src/lib/time.ts';

describe('instants', () => {
  it('keeps nanoseconds that a double cannot hold', () => {
    expect(later(1_800_000_000_123_456_789n, 1)).toBe(1_800_000_000_124_456_789n);
    expect(toRfc3339(1_800_000_000_123_456_789n)).toBe('2027-01-15T08:00:00.123Z');
  });

  it.each([
    [1_800_000_000_123_456_789n, '2027-01-15T08:00:00.123456789Z'],
    [1_800_000_000_000_000_001n, '2027-01-15T08:00:00.000000001Z'],
    [1_800_000_000_500_000_000n, '2027-01-15T08:00:00.5Z'],
    [1_800_000_000_000_000_000n, '2027-01-15T08:00:00Z'],
    [0n, '1970-01-01T00:00:00Z'],
    [-1n, '1969-12-31T23:59:59.999999999Z'],
  ])('tells %s to the nanosecond', (instant, text) => {
    expect(toExactRfc3339(instant)).toBe(text);
  });

  it('measures what it added', () => {
    fc.assert(
      fc.property(
        fc.bigInt(0n, 4_000_000_000_000_000_000n),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (from, ms) => {
          expect(between(from, later(from, ms))).toBe(ms);
        },
      ),
    );
  });
});

describe('canonicalJson', () => {
  it('gives equal values one text', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
      '{"a":true,"b":[1,{"c":"x","d":null}]}',
    );
    expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
  });
});
