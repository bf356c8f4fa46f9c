import { show, ValueError } from './value-error.ts';
import { arriving, wireForm } from './wire-form.ts';

/** An instant as a caller names it: nanoseconds since the epoch, or so many before now. */
export type TimeValue = { readonly at: bigint } | { readonly ago: bigint };

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
const SECOND = 1_000_000_000n;
const LAST = 2n ** 63n - 1n;
/** Digits that make nanoseconds of a number in another unit. */
const OTHER_UNITS = { seconds: 9, milliseconds: 6, microseconds: 3 } as const;
/** In September 2001: as nanoseconds, no number is an instant of ours that has fewer digits. */
const RECENT = 10n ** 18n;
const RFC3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9})\d*)?(?:[Zz]|([+-])(\d\d):(\d\d))$/;
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/**
 * Absolute nanoseconds (beyond 2^53 as text), RFC 3339, `now()`, `now() - 1h` or `-1h`; 0 means not given. A number
 * that must be seconds, milliseconds or microseconds is refused with the nanoseconds that it should be.
 */
export function timeValue() {
  const allowed =
    'nanoseconds since 1970 (as text beyond 2^53), 2026-01-31T12:00:00Z, now(), now() - 1h or -1h';
  return wireForm(arriving.number, allowed, (value): TimeValue | undefined => {
    const text = String(value).trim();
    const hint = unitHint(text);
    if (hint !== undefined) throw new ValueError(`is ${show(value)}, which ${hint}`);
    if (typeof value === 'number' && !Number.isSafeInteger(value)) return undefined;
    if (/^\d{1,19}$/.test(text)) return within(BigInt(text));
    const relative = /^(?:now\(\)\s*)?(?:-\s*(\d{1,10})\s*(ns|u|ms|s|m|h|d|w))?$/.exec(text);
    if (relative !== null && text !== '')
      return { ago: BigInt(relative[1] ?? 0) * (UNITS[relative[2] ?? 's'] ?? 0n) };
    const instant = rfc3339(text);
    return instant === undefined ? undefined : within(instant);
  });
}

/** The instant meant, not before 1970; undefined if none was given (absent, or 0). */
export function resolveTime(value: TimeValue | undefined, now: bigint): bigint | undefined {
  if (value === undefined) return undefined;
  if ('ago' in value) return value.ago < now ? now - value.ago : 1n;
  return value.at === 0n ? undefined : value.at;
}

/**
 * What to give instead of a number that is no recent time in nanoseconds, but is one in another unit, as words that
 * follow the number: `looks like seconds: give nanoseconds, 1700000000000000000`.
 */
export function unitHint(number: string): string | undefined {
  const [, whole, fraction = ''] = /^(\d{1,19})(?:\.(\d+))?$/.exec(number) ?? [];
  if (whole === undefined) return undefined;
  for (const [unit, digits] of Object.entries(OTHER_UNITS)) {
    const nanos = BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
    if (RECENT <= nanos && nanos <= LAST) return `looks like ${unit}: give nanoseconds, ${nanos}`;
  }
  return undefined;
}

function within(at: bigint): TimeValue | undefined {
  return at >= 0n && at <= LAST ? { at } : undefined;
}

/** To the nanosecond, which no Date can hold. */
function rfc3339(text: string): bigint | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', sign, offsetHours = 0, offsetMinutes = 0] =
    RFC3339.exec(text) ?? [];
  if (year === undefined) return undefined;
  const days = daysSince1970(Number(year), Number(month), Number(day));
  if (days === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -60 : 60);
  const seconds = days * 86_400 + Number(hour) * 3_600 + Number(minute) * 60 + Number(second) - offset;
  return BigInt(seconds) * SECOND + BigInt(fraction.padEnd(9, '0'));
}

function daysSince1970(year: number, month: number, day: number): number | undefined {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const before = DAYS_BEFORE_MONTH[month - 1];
  const length = (DAYS_BEFORE_MONTH[month] ?? 365) - (before ?? 0) + (leap && month === 2 ? 1 : 0);
  if (before === undefined || day < 1 || day > length) return undefined;
  const past = year - 1;
  const leapDays = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400) - 477;
  return (year - 1970) * 365 + leapDays + before + (leap && month > 2 ? 1 : 0) + day - 1;
}
