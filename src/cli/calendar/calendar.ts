import type { Temporal } from 'temporal-polyfill';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Dates and clocks of one time zone. Instants are nanoseconds since the epoch. */
export interface Calendar {
  readonly temporal: typeof Temporal;
  /** Such as `Europe/Berlin` or `+05:30`. */
  readonly zone: string;
}

/** A time from `start` to `end`, which is not in it any more. */
export interface Period {
  readonly start: bigint;
  readonly end: bigint;
}

/** CliError if there is no such time zone. The library loads here, since few commands need it and it takes a while. */
export async function openCalendar(zone: string): Promise<Calendar> {
  const { Temporal: temporal } = await import('temporal-polyfill');
  try {
    const { timeZoneId } = new temporal.ZonedDateTime(0n, zone);
    return { temporal, zone: timeZoneId };
  } catch {
    throw new CliError(
      exitCodes.usage,
      `--tz "${zone}" is no time zone; write one such as Europe/Berlin, Asia/Kolkata, UTC or +05:30`,
    );
  }
}

/** The first instant of a day: 00:00, or when the clocks skip that, the first time there is. */
export function startOfDay({ zone }: Calendar, date: Temporal.PlainDate): bigint {
  return date.toZonedDateTime(zone).epochNanoseconds;
}

/** What clocks and calendars show. */
export function zonedTime({ temporal, zone }: Calendar, instant: bigint): Temporal.ZonedDateTime {
  return new temporal.ZonedDateTime(instant, zone);
}
