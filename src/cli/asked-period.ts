import { openCalendar, type Calendar, type Period } from './calendar/calendar.ts';
import { periodOfSpan, titleOfSpan } from './calendar/calendar-span.ts';
import { calendarUnits, spanForms, type CalendarUnit } from './calendar/calendar-unit.ts';
import { parseSpan } from './calendar/parse-span.ts';
import { localTime } from './calendar/parse-time.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import type { PeriodOptions } from './period-options.ts';

/** An end of a period: an instant if it is known here, a text that the service understands, or its default. */
export type End = bigint | string | undefined;

/** The time that was asked for. */
export interface AskedPeriod {
  readonly calendar: Calendar;
  /** Whether it is a calendar's day, week, month or year; its ends are instants then. */
  readonly whole: boolean;
  readonly start: End;
  readonly end: End;
}

/** What the service can count in nanoseconds since 1970. */
const LAST = 2n ** 63n - 1n;

/** CliError if the period cannot be meant, or more than one is given. */
export async function periodOf(
  io: Io,
  argument: string | undefined,
  options: PeriodOptions,
): Promise<AskedPeriod> {
  const calendar = await openCalendar(options.tz ?? io.timeZone());
  const named = calendarUnits.flatMap((unit) => {
    const text = options[unit];
    return text === undefined ? [] : [{ text, unit }];
  });
  const [first, second] = argument === undefined ? named : [{ text: argument, unit: undefined }, ...named];
  const bounded = options.start !== undefined || options.end !== undefined;
  if (second !== undefined || (first !== undefined && bounded))
    throw new CliError(exitCodes.usage, 'give one period, or --start and --end');
  if (first !== undefined) return { calendar, whole: true, ...spanOf(calendar, first, io.now()) };
  const [start, end] = [options.start, options.end].map((text) =>
    // as everywhere in the protocol, 0 is the default
    text === undefined || text === '0' ? undefined : (localTime(calendar, text) ?? text),
  );
  return { calendar, whole: false, start, end };
}

function spanOf(
  calendar: Calendar,
  { text, unit }: { text: string; unit: CalendarUnit | undefined },
  now: bigint,
): Period {
  const span = parseSpan(calendar, text, now);
  if (span === undefined || (unit !== undefined && unit !== span.unit)) {
    const option = unit === undefined ? '' : `--${unit} `;
    const forms = (unit === undefined ? calendarUnits : [unit]).map((known) => spanForms[known]);
    throw new CliError(
      exitCodes.usage,
      `${option}"${text}" is no ${unit ?? 'period'}; write ${forms.join('; or ')}`,
    );
  }
  const period = periodOfSpan(calendar, span);
  if (period.start >= period.end)
    throw new CliError(exitCodes.usage, `the clocks of ${calendar.zone} skipped ${titleOfSpan(span)}`);
  if (period.start < 0n || period.end > LAST)
    throw new CliError(
      exitCodes.usage,
      `${titleOfSpan(span)} is too far away; periods lie between 1970 and 2262`,
    );
  return period;
}
