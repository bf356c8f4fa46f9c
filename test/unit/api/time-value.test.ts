import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveTime, timeValue } from '../../../src/api/time-value.ts';

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
