import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR, WINDOW } from '../../../src/stores/sqlite/totals/grains.ts';
import { partsOf } from '../../../src/stores/sqlite/totals/period-parts.ts';

const SECOND = 1_000_000_000n;
const LENGTHS = new Map([WINDOW, HOUR, DAY].map(({ table, seconds }) => [table, seconds]));

describe('the parts of a period', () => {
  const instant = fc.oneof(
    fc.bigInt({ min: -400_000n * SECOND, max: 400_000n * SECOND }),
    fc.integer({ min: -400, max: 400 }).map((window) => BigInt(window) * 900n * SECOND),
    fc.integer({ min: -5, max: 5 }).map((day) => BigInt(day) * 86_400n * SECOND),
  );

  test('are the whole windows inside it, each once, as days and hours where they can be', () => {
    fc.assert(
      fc.property(instant, instant, (from, to) => {
        const parts = partsOf(from, to);
        const covered = parts.flatMap((part) => windowsOf(part.from, part.to));
        const whole = windowsOf(-500_000, 500_000).filter(
          (start) => BigInt(start) * SECOND >= from && BigInt(start + 900) * SECOND <= to,
        );
        expect(covered).toEqual(whole);
        for (const part of parts) {
          const length = LENGTHS.get(part.table) ?? 0;
          expect(Math.abs(part.from % length) + Math.abs(part.to % length)).toBe(0);
        }
        // at most what is left over at both ends of a day and of an hour
        expect(rowsOf(parts, WINDOW.table)).toBeLessThanOrEqual(6);
        expect(rowsOf(parts, HOUR.table)).toBeLessThanOrEqual(46);
      }),
    );
  });

  function rowsOf(parts: ReturnType<typeof partsOf>, table: string): number {
    const length = LENGTHS.get(table) ?? 0;
    return parts.reduce((sum, part) => sum + (part.table === table ? (part.to - part.from) / length : 0), 0);
  }
});

/** Starts of windows in [from, to), in seconds. */
function windowsOf(from: number, to: number): readonly number[] {
  const first = Math.ceil(from / 900) * 900;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / 900)) }, (_, at) => first + at * 900);
}
