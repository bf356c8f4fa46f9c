import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseExactJson } from '../../../src/server/requests/exact-json.ts';

test('nanosecond times keep every digit', () => {
  expect(parseExactJson('{"at_time": 1700000000123456789, "n": 1.5}')).toEqual({
    at_time: '1700000000123456789',
    n: 1.5,
  });
  expect(parseExactJson('[-9007199254740993]')).toEqual(['-9007199254740993']);
});

test('what a double holds stays a number', () => {
  const text = '[9007199254740991, 1e300, 0.1234567890123456789, "1700000000123456789"]';
  expect(parseExactJson(text)).toEqual(JSON.parse(text));
});

test('any integer is read exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }), (integer) => {
      expect(String(parseExactJson(integer.toString())).replace(/e.*/, '')).toBe(
        Number.isSafeInteger(Number(integer)) ? String(Number(integer)) : integer.toString(),
      );
    }),
  );
});
