import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Known } from '../../../../src/accounting/rusage/known.ts';
import { planPeriod } from '../../../../src/accounting/rusage/plan-period.ts';
import { windowAt } from '../../../../src/accounting/windows.ts';
import type { WindowMark } from '../../../../src/accounting/totals.ts';
import { BASE, HOUR, MINUTE, QUARTER } from '../../../support/usage-world.ts';

type Given = Partial<WindowMark> & { readonly at: bigint };

/** Windows of these marks, by their minutes after BASE; all points and totals are there. */
function known(now: bigint, ...given: readonly Given[]): Known {
  const marks = given.map(({ at, ...rest }) => {
    const start = BASE + at * MINUTE;
    return {
      start,
      state: 'closed',
      since: start,
      until: start + QUARTER,
      interval: 60_000,
      ...rest,
    } as const;
  });
  return {
    now: BASE + now * MINUTE,
    marks: new Map(marks.map((mark) => [windowAt(mark.start), mark])),
    pointsFrom: 0n,
    totalsFrom: 0n,
    oldestPoint: 0n,
    horizon: Number((3n * HOUR) / 1_000_000n),
    margin: 120_000,
  };
}

/** Its parts, in minutes after BASE. */
function plan(of: Known, from: bigint, to: bigint) {
  const minutes = (at: bigint): number => Number(at - BASE) / Number(MINUTE);
  return planPeriod(of, BASE + from * MINUTE, BASE + to * MINUTE).map((part) => ({
    ...part,
    from: minutes(part.from),
    to: minutes(part.to),
    ...(part.source === 'points' && { since: minutes(part.since), until: minutes(part.until) }),
  }));
}

describe('a period is made of', () => {
  test('totals of whole closed windows, and of points of the cut ones at its ends', () => {
    const until = BASE + 16n * MINUTE;
    expect(plan(known(600n, { at: 0n, until }, { at: 15n }, { at: 30n }, { at: 45n }), 1n, 50n)).toEqual([
      { source: 'points', from: 1, to: 15, since: -1, until: 16, open: false },
      { source: 'totals', from: 15, to: 45 },
      { source: 'points', from: 45, to: 50, since: 43, until: 60, open: false },
    ]);
  });

  test('points of windows that are not closed, together', () => {
    const stale = { at: 15n, state: 'stale' } as const;
    expect(plan(known(600n, { at: 0n }, stale, { at: 45n }), 0n, 60n)).toMatchObject([
      { source: 'totals', from: 0, to: 15 },
      { source: 'points', from: 15, to: 45, since: 13, open: true },
      { source: 'totals', from: 45, to: 60 },
    ]);
  });
});

describe('of windows that are not closed, points are looked at', () => {
  const untilOf = (of: Known, to: bigint): unknown =>
    plan(of, 0n, to).map((part) => 'until' in part && part.until);

  test('up to ten minutes after now', () => {
    expect(untilOf(known(20n), 1n)).toEqual([30]);
  });

  test('as far as they have to do with each other', () => {
    expect(untilOf(known(6_000n), 10n)).toEqual([190]);
  });

  test('up to closed windows whose points do not reach back', () => {
    const closed = [15n, 30n, 45n].map((at) => ({ at }));
    const after = Array.from({ length: 12 }, (_, at) => ({ at: 60n + 15n * BigInt(at) }));
    expect(untilOf(known(6_000n, ...closed, ...after), 14n)).toEqual([16]);
    expect(untilOf(known(6_000n, ...closed, ...after), 5n)).toEqual([15]);
    const reaching = { at: 30n, since: BASE + 14n * MINUTE };
    expect(untilOf(known(6_000n, ...closed, reaching, ...after), 15n)).toEqual([45]);
  });

  test('as far as late points are', () => {
    const late = { at: 0n, state: 'stale', until: BASE + 40n * MINUTE } as const;
    const closed = Array.from({ length: 20 }, (_, at) => ({ at: 15n + 15n * BigInt(at) }));
    expect(untilOf(known(6_000n, late, ...closed), 5n)).toEqual([40]);
  });
});

test('parts meet, and are the whole period', () => {
  const at = fc.bigInt(-HOUR, 5n * HOUR).map((offset) => BASE + offset);
  const states = fc.array(fc.constantFrom('closed', 'stale', undefined), { maxLength: 16 });
  fc.assert(
    fc.property(at, at, states, (one, other, of) => {
      const [from, to] = one < other ? [one, other] : [other, one];
      const marks = of.flatMap((state, window) => (state ? [{ at: 15n * BigInt(window), state }] : []));
      const parts = planPeriod(known(600n, ...marks), from, to);
      const ends = [from, ...parts.map((part) => part.to)];
      expect(parts.map((part) => part.from)).toEqual(ends.slice(0, -1));
      expect(ends.at(-1)).toBe(to);
      for (const part of parts) expect(part.from).toBeLessThan(part.to);
    }),
  );
});
