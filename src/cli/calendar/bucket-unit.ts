import type { Period } from './calendar.ts';
import { calendarUnits, type CalendarUnit } from './calendar-unit.ts';

/** Minutes of each part that days are cut into. */
export const clockUnits = { '5min': 5, '15min': 15, hour: 60 } as const;

export const bucketUnits = ['5min', '15min', 'hour', ...calendarUnits] as const;

export type BucketUnit = keyof typeof clockUnits | CalendarUnit;

const HOUR = 60;
const DAY = 24 * HOUR;
const MINUTES: Readonly<Record<BucketUnit, number>> = {
  ...clockUnits,
  day: DAY,
  week: 7 * DAY,
  month: 30 * DAY,
  year: 365 * DAY,
};

/** The longest period, in minutes, that each unit cuts into no more parts than people like to look at. */
const FITS: readonly (readonly [most: number, unit: BucketUnit])[] = [
  [2 * HOUR, '5min'],
  [8 * HOUR, '15min'],
  [48 * HOUR, 'hour'],
  [62 * DAY, 'day'],
  [200 * DAY, 'week'],
  [3 * 366 * DAY, 'month'],
];

/** What a period is best cut into for looking at. */
export function unitFor(period: Period): BucketUnit {
  const minutes = minutesOf(period);
  return FITS.find(([most]) => minutes <= most)?.[1] ?? 'year';
}

/** About how many parts the unit cuts the period into. */
export function countOf(period: Period, unit: BucketUnit): number {
  return Math.ceil(minutesOf(period) / MINUTES[unit]);
}

function minutesOf({ start, end }: Period): number {
  return Number(end - start) / 60e9;
}
