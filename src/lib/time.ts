/**
 * Instants are bigint nanoseconds since the Unix epoch, as points carry them on the wire: a double
 * holds today's nanoseconds only to the nearest 256. Durations are numbers of milliseconds, as timers
 * take them. The two types cannot be mixed by accident.
 */
export type Instant = bigint;
export type Millis = number;

export const NANOS_PER_MILLI = 1_000_000n;
const SECOND = 1_000_000_000n;

/** A duration as nanoseconds. Fractions of a nanosecond are dropped. */
export function toNanos(duration: Millis): bigint {
  return BigInt(Math.round(duration * 1_000_000));
}

/** Nanoseconds as a duration; exact to the microsecond for spans below 200 years. */
function toMillis(nanos: bigint): Millis {
  return Number(nanos / 1_000n) / 1_000;
}

/** The instant that lies `duration` after `from` (before it, if negative). */
export function later(from: Instant, duration: Millis): Instant {
  return from + toNanos(duration);
}

/** The duration from one instant to a later one; negative if `to` comes first. */
export function between(from: Instant, to: Instant): Millis {
  return toMillis(to - from);
}

/** RFC 3339 in UTC with milliseconds, e.g. `2026-11-20T10:00:00.000Z`. */
export function toRfc3339(instant: Instant): string {
  return new Date(Number(instant / NANOS_PER_MILLI)).toISOString();
}

/** RFC 3339 in UTC with every digit of a second that counts, to the nanosecond, e.g. `2026-11-20T10:00:00.5Z`. */
export function toExactRfc3339(instant: Instant): string {
  const nanos = ((instant % SECOND) + SECOND) % SECOND;
  const whole = new Date(Number((instant - nanos) / NANOS_PER_MILLI)).toISOString().slice(0, -'.000Z'.length);
  const digits = String(nanos).padStart(9, '0').replace(/0+$/, '');
  return `${whole}${digits === '' ? '' : `.${digits}`}Z`;
}
