import type { Calendar, Period } from './calendar.ts';

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  u: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};
const LOCAL = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?$/;
const RELATIVE = /^(?=.)(?:now\(\)\s*)?(?:-\s*(\d{1,10})\s*(ns|u|ms|s|m|h|d|w))?$/;

/**
 * The instant that a date, or date and time, without an offset is in the calendar's zone: `2026-10-25` is the
 * first of that day, of a time that comes twice it is the earlier. Undefined for anything else, which the service
 * understands or refuses.
 */
export function localTime({ temporal, zone }: Calendar, text: string): bigint | undefined {
  if (!LOCAL.test(text)) return undefined;
  try {
    return text.length === 10
      ? temporal.PlainDate.from(text).toZonedDateTime(zone).epochNanoseconds
      : temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochNanoseconds;
  } catch {
    return undefined;
  }
}

/** The instant that any form means which the service takes, too; undefined if it is none. */
export function anyTime(calendar: Calendar, text: string, now: bigint): bigint | undefined {
  if (/^\d{1,19}$/.test(text)) return BigInt(text);
  const [matched, count = '0', unit = 's'] = RELATIVE.exec(text) ?? [];
  if (matched !== undefined) return now - BigInt(count) * (UNITS[unit] ?? 0n);
  return localTime(calendar, text) ?? rfc3339(calendar, text);
}

function rfc3339({ temporal }: Calendar, text: string): bigint | undefined {
  try {
    return temporal.Instant.from(text).epochNanoseconds;
  } catch {
    return undefined;
  }
}

/** The time between two instants as the service writes them. */
export function periodBetween({ temporal }: Calendar, start: string, end: string): Period {
  return {
    start: temporal.Instant.from(start).epochNanoseconds,
    end: temporal.Instant.from(end).epochNanoseconds,
  };
}
