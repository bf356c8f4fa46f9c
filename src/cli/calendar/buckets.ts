import { clockUnits, type BucketUnit } from './bucket-unit.ts';
import { zonedTime, type Calendar, type Period } from './calendar.ts';
import { periodOfSpan, spanAfter, spanAround, titleOfSpan, type CalendarSpan } from './calendar-span.ts';
import type { CalendarUnit } from './calendar-unit.ts';

/** A part of a period, and what it is called on an axis. */
export interface Bucket extends Period {
  readonly label: string;
}

const NANOS_PER_MINUTE = 60_000_000_000n;
const WEEKDAYS = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/**
 * Cuts a period without gap or overlap: where the calendar begins a new day, week, month or year, or each day into
 * parts of so many minutes from its start on. The first and the last part may be cut short. A day that the clocks
 * skipped has none.
 */
export function bucketsOf(calendar: Calendar, period: Period, unit: BucketUnit): readonly Bucket[] {
  const parts =
    unit === '5min' || unit === '15min' || unit === 'hour'
      ? clockParts(calendar, period, clockUnits[unit])
      : spansOver(calendar, period, unit).map((span) => ({
          ...periodOfSpan(calendar, span),
          label: labelOfSpan(span),
        }));
  return parts
    .map(({ start, end, label }) => ({ ...overlap(period, { start, end }), label }))
    .filter(({ start, end }) => start < end);
}

/** The spans of the calendar that cover the period. */
function spansOver(calendar: Calendar, { start, end }: Period, unit: CalendarUnit): readonly CalendarSpan[] {
  const found: CalendarSpan[] = [];
  let span = spanAround(zonedTime(calendar, start).toPlainDate(), unit);
  for (; periodOfSpan(calendar, span).start < end; span = spanAfter(span)) found.push(span);
  return found;
}

function clockParts(calendar: Calendar, period: Period, minutes: number): readonly Bucket[] {
  const length = BigInt(minutes) * NANOS_PER_MINUTE;
  const parts: Bucket[] = [];
  const days = spansOver(calendar, period, 'day');
  const labelOf = clockLabels(calendar, period, days.length > 1);
  for (const span of days) {
    const day = periodOfSpan(calendar, span);
    for (let start = day.start; start < day.end; start += length) {
      const part = overlap(day, { start, end: start + length });
      parts.push({ ...part, label: labelOf(start) });
    }
  }
  return parts;
}

function labelOfSpan(span: CalendarSpan): string {
  const weekday = span.unit === 'day' ? ` ${WEEKDAYS[span.first.dayOfWeek]}` : '';
  return titleOfSpan(span) + weekday;
}

/** With the day if there are several, and with the offset where the clocks change, since an hour comes twice then. */
function clockLabels(calendar: Calendar, { start, end }: Period, days: boolean): (instant: bigint) => string {
  const offsets = [start, end - 1n].map((instant) => zonedTime(calendar, instant).offset);
  const changes = offsets[0] !== offsets[1];
  return (instant) => {
    const time = zonedTime(calendar, instant);
    const text = time
      .toPlainDateTime()
      .toString()
      .slice(days ? 5 : 11, 16)
      .replace('T', ' ');
    return changes ? `${text} ${time.offset}` : text;
  };
}

function overlap(one: Period, other: Period): Period {
  return {
    start: one.start > other.start ? one.start : other.start,
    end: one.end < other.end ? one.end : other.end,
  };
}
