import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveTime, timeValue, unitHint } from '../../../src/api/time-value.ts';

const NOW = 1_700_000_000_123_456_789n;

function read(written: string | number): bigint | undefined {
  return resolveTime(timeValue().parse(written), NOW);
}

test.each<[string | number, bigint | undefined]>([
  ['1700000000123456789', NOW],
  [5, 5n],
  ['0', undefined],
  [0, undefined],
  ['now()', NOW],
  ['now() - 1h', NOW - 3_600_000_000_000n],
  ['-10m', NOW - 600_000_000_000n],
  ['- 2w', NOW - 1_209_600_000_000_000n],
  ['1970-01-01T00:00:00Z', undefined],
  ['1970-01-01T00:00:01.5Z', 1_500_000_000n],
  ['2026-01-31T12:00:00.123456789+02:00', 1_769_853_600_123_456_789n],
  ['2024-02-29 00:00:00-01:30', 1_709_170_200_000_000_000n],
])('%s', (written, instant) => {
  expect(read(written)).toBe(instant);
});

test.each([
  '',
  'now',
  'yesterday',
  '1h',
  'now() + 1h',
  '2026-02-29T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-00-01T00:00:00Z',
])('not %s', (written) => {
  expect(() => timeValue().parse(written)).toThrow('allowed: nanoseconds since 1970');
});

test.each<[string | number, string]>([
  [1_700_000_000, 'seconds: give nanoseconds, 1700000000000000000'],
  ['1700000000', 'seconds: give nanoseconds, 1700000000000000000'],
  [1_700_000_000.5, 'seconds: give nanoseconds, 1700000000500000000'],
  ['1700000000.123456789123', 'seconds: give nanoseconds, 1700000000123456789'],
  [1_700_000_000_123, 'milliseconds: give nanoseconds, 1700000000123000000'],
  ['1700000000123.25', 'milliseconds: give nanoseconds, 1700000000123250000'],
  ['1700000000123456', 'microseconds: give nanoseconds, 1700000000123456000'],
  ['1000000000', 'seconds: give nanoseconds, 1000000000000000000'],
])('%s is in another unit', (written, hint) => {
  expect(() => timeValue().parse(written)).toThrow(`which looks like ${hint}; allowed: nanoseconds`);
});

test('every instant of this century is taken in nanoseconds, and known in each other unit', () => {
  const instant = fc.bigInt({ min: 1_000_000_000_000_000_000n, max: 4_102_444_800_000_000_000n });
  const unit = fc.constantFrom(
    ['seconds', 10n ** 9n],
    ['milliseconds', 10n ** 6n],
    ['microseconds', 10n ** 3n],
  );
  fc.assert(
    fc.property(instant, unit, (at, [name, nanos]) => {
      expect(read(String(at))).toBe(at);
      expect(unitHint(String(at / nanos))).toContain(`looks like ${name}`);
    }),
  );
});

test('what lies before 1970 begins there', () => {
  expect(read('-9999999999w')).toBe(1n);
});

test('a number that a double has already rounded is refused', () => {
  expect(() => timeValue().parse(Number(NOW))).toThrow('as text beyond 2^53');
});

test('RFC 3339 is read as Date reads it', () => {
  const date = fc.date({
    min: new Date('1970-01-01T00:00:00.001Z'),
    max: new Date('2250-01-01'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (instant) => {
      expect(read(instant.toISOString())).toBe(BigInt(instant.getTime()) * 1_000_000n);
    }),
  );
});
