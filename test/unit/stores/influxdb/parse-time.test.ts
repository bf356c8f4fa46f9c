import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTime } from '../../../../src/stores/influxdb/parse-time.ts';

/** As InfluxDB writes it: no zeros at the end of the fraction. */
function rfc3339(time: bigint): string {
  const seconds = time / 1_000_000_000n - (time % 1_000_000_000n < 0n ? 1n : 0n);
  const fraction = String(time - seconds * 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '');
  const text = new Date(Number(seconds) * 1_000).toISOString().slice(0, 19);
  return `${text}${fraction === '' ? '' : `.${fraction}`}Z`;
}

test('reads any time of InfluxDB to the nanosecond', () => {
  const any = fc.bigInt({ min: -(2n ** 63n) + 2n, max: 2n ** 63n - 2n });
  const whole = any.map((time) => (time / 1_000_000n) * 1_000_000n);
  fc.assert(
    fc.property(fc.oneof(any, whole), (time) => {
      expect(parseTime(rfc3339(time))).toBe(time);
    }),
  );
  expect(parseTime('2026-11-20T14:05:21.702644008Z')).toBe(1_795_183_521_702_644_008n);
  expect(parseTime('1969-12-31T23:59:59.999999999Z')).toBe(-1n);
  expect(parseTime('1970-01-01T00:00:00Z')).toBe(0n);
});
