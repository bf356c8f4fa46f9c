import { zonedTime, type Calendar, type Period } from './calendar.ts';

/** For people: `2026-10-25 02:30`, with seconds and parts of them where there are some. */
export function shownTime(calendar: Calendar, instant: bigint): string {
  const text = zonedTime(calendar, instant).toPlainDateTime().toString().replace('T', ' ');
  return text.replace(/:00$/, '');
}

/** For people: `2026-10-01 00:00 to 2026-11-01 00:00, Asia/Kolkata`. */
export function shownPeriod(calendar: Calendar, { start, end }: Period): string {
  return `${shownTime(calendar, start)} to ${shownTime(calendar, end)}, ${calendar.zone}`;
}

/** For programs: RFC 3339 with the zone's offset, `2026-10-01T00:00:00+05:30`. */
export function offsetTime(calendar: Calendar, instant: bigint): string {
  return zonedTime(calendar, instant).toString({ timeZoneName: 'never' });
}
