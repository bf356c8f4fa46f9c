import type { Temporal } from 'temporal-polyfill';
import { startOfDay, type Calendar, type Period } from './calendar.ts';
import type { CalendarUnit } from './calendar-unit.ts';

/** A whole day, week (Monday to Sunday, as ISO 8601 counts them), month or year. */
export interface CalendarSpan {
  readonly unit: CalendarUnit;
  readonly first: Temporal.PlainDate;
}

/** The span that a day lies in. */
export function spanAround(date: Temporal.PlainDate, unit: CalendarUnit): CalendarSpan {
  if (unit === 'week') return { unit, first: date.subtract({ days: date.dayOfWeek - 1 }) };
  if (unit === 'month') return { unit, first: date.with({ day: 1 }) };
  return { unit, first: unit === 'year' ? date.with({ month: 1, day: 1 }) : date };
}

/** The one that begins where this ends, or so many after it; before it, if negative. */
export function spanAfter({ unit, first }: CalendarSpan, count = 1): CalendarSpan {
  return { unit, first: first.add({ [`${unit}s`]: count }) };
}

/** Empty for a day that the clocks skipped as a whole. */
export function periodOfSpan(calendar: Calendar, span: CalendarSpan): Period {
  return { start: startOfDay(calendar, span.first), end: startOfDay(calendar, spanAfter(span).first) };
}

/** `2026`, `2026-10`, `2026-W42` or `2026-10-25`. */
export function titleOfSpan({ unit, first }: CalendarSpan): string {
  if (unit === 'week') return `${first.yearOfWeek}-W${String(first.weekOfYear).padStart(2, '0')}`;
  return first.toString().slice(0, { day: 10, month: 7, year: 4 }[unit]);
}
