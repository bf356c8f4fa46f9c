import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../src/lib/duration.ts';

describe('durations', () => {
  it.each([
    ['10s', 10_000],
    ['5m', 300_000],
    ['480h', 1_728_000_000],
    ['250ms', 250],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0.5s', 500],
    [' 30 ', 30_000],
    [15, 15_000],
    [1e21, 1e24],
    ['0', 0],
  ])('reads %s', (text, expected) => expect(parseDuration(text)).toBe(expected));

  it.each(['', ' ', '-5s', '5 m', '10x', 'ten', '5m!', 'NaN', '1e3'])(
    'refuses %j and says how to write it',
    (text) => expect(() => parseDuration(text)).toThrow(/is not a duration; write it as 10s/),
  );

  it('prints what it reads back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (hundredths) => {
        const duration = hundredths * 10;
        expect(parseDuration(formatDuration(duration))).toBe(duration);
      }),
    );
  });
});
