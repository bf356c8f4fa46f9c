import type { Temporal } from 'temporal-polyfill';
import { zonedTime, type Calendar } from './calendar.ts';
import { spanAfter, spanAround, type CalendarSpan } from './calendar-span.ts';
import { calendarUnits } from './calendar-unit.ts';

const WRITTEN = /^(\d{4})(?:-(?:W(\d\d)|(\d\d)(?:-(\d\d))?))?$/i;

/** The span that is written or named; undefined if the text is neither, or there is no such date. */
export function parseSpan(calendar: Calendar, text: string, now: bigint): CalendarSpan | undefined {
  return namedSpan(text, zonedTime(calendar, now).toPlainDate()) ?? writtenSpan(calendar, text);
}

function namedSpan(text: string, today: Temporal.PlainDate): CalendarSpan | undefined {
  const [, when, name] = /^(this|last)-(\w+)$/.exec(text) ?? [];
  const unit = calendarUnits.find((known) => known === name && known !== 'day');
  if (unit !== undefined) return spanAfter(spanAround(today, unit), when === 'this' ? 0 : -1);
  const days = ['yesterday', 'today'].indexOf(text);
  return days < 0 ? undefined : { unit: 'day', first: today.add({ days: days - 1 }) };
}

function writtenSpan({ temporal }: Calendar, text: string): CalendarSpan | undefined {
  const [, year, week, month, day] = WRITTEN.exec(text) ?? [];
  if (year === undefined) return undefined;
  if (week !== undefined) return weekOf(temporal.PlainDate.from(`${year}-01-04`), Number(week));
  const unit = day !== undefined ? 'day' : month !== undefined ? 'month' : 'year';
  try {
    return { unit, first: temporal.PlainDate.from(`${year}-${month ?? '01'}-${day ?? '01'}`) };
  } catch {
    return undefined; // 30 February
  }
}

/** The fourth of January lies in the first week of its year. */
function weekOf(inFirst: Temporal.PlainDate, week: number): CalendarSpan | undefined {
  const span = spanAfter(spanAround(inFirst, 'week'), week - 1);
  return span.first.yearOfWeek === inFirst.year ? span : undefined;
}
