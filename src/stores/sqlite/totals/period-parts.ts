import type { Instant } from '../../../lib/time.ts';
import { DAY, HOUR, secondsAfter, secondsBefore, startOf, WINDOW, type Grain } from './grains.ts';

/** Rows of one grain, those that start in [from, to), in seconds. */
export interface PeriodPart {
  readonly table: string;
  readonly from: number;
  readonly to: number;
}

/** The whole windows in [from, to) as few rows: days in the middle, hours and windows at the ends. */
export function partsOf(from: Instant, to: Instant): readonly PeriodPart[] {
  return cover(secondsAfter(from), secondsBefore(to), [DAY, HOUR, WINDOW]);
}

function cover(from: number, to: number, [grain, ...finer]: readonly Grain[]): readonly PeriodPart[] {
  if (grain === undefined) return [];
  const first = startOf(grain, from + grain.seconds - 1);
  const end = startOf(grain, to);
  if (first >= end) return cover(from, to, finer);
  return [
    ...cover(from, first, finer),
    { table: grain.table, from: first, to: end },
    ...cover(end, to, finer),
  ];
}
