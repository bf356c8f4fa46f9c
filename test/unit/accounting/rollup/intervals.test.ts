import { expect, it } from 'vitest';
import { Intervals } from '../../../../src/accounting/rollup/intervals.ts';
import type { WindowMark } from '../../../../src/accounting/totals.ts';

function mark(start: bigint, interval: number): WindowMark {
  return { start, state: 'closed', since: start, until: start, interval };
}

it('tells the interval in force at any time since the start, and what marks say of the time before', () => {
  const intervals = new Intervals({ start: 1_000n, interval: 15_000 });
  expect(intervals.at(10n)).toBe(15_000);
  // the last mark is of a time that the clock was set back from
  intervals.learn([mark(100n, 60_000), mark(200n, 30_000), mark(300n, 30_000), mark(2_000n, 1)]);
  intervals.changed(1_500n, 20_000);
  intervals.changed(1_600n, 20_000);
  intervals.changed(1_700n, 15_000);
  const times = [0n, 100n, 199n, 200n, 999n, 1_000n, 1_499n, 1_500n, 1_699n, 1_700n, 9_999n];
  expect(times.map(intervals.at)).toEqual([
    60_000, 60_000, 60_000, 30_000, 30_000, 15_000, 15_000, 20_000, 20_000, 15_000, 15_000,
  ]);
});
