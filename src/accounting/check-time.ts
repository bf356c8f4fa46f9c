import { unitHint } from '../api/time-value.ts';
import { formatDuration } from '../lib/duration.ts';
import { InvalidError } from '../lib/errors.ts';
import { between, later, toRfc3339, type Instant, type Millis } from '../lib/time.ts';

/** Clocks differ; more than this is a mistake. */
const AHEAD: Millis = 10 * 60_000;
/** What a Date can show of nanoseconds in 64 bits. */
const LAST: Instant = 2n ** 63n - 1n;

/**
 * InvalidError `bad-time` if nothing can have been measured then: it lies in the future, or points that old are not
 * kept. Tells what to give instead of seconds, milliseconds or microseconds.
 */
export function checkTime(at: Instant, { now, retention }: { now: Instant; retention: Millis }): void {
  const wrong = wrongTime(at, now, retention);
  if (wrong === undefined) return;
  const hint = unitHint(String(at));
  const message = `at_time is ${show(at)}, ${wrong}${hint === undefined ? '' : `; ${at} ${hint}`}`;
  throw new InvalidError('bad-time', message);
}

function wrongTime(at: Instant, now: Instant, retention: Millis): string | undefined {
  if (at > later(now, AHEAD)) {
    const ahead = formatDuration(between(now, at));
    return `${ahead} ahead of the service's clock; at most ${formatDuration(AHEAD)} is taken`;
  }
  if (at >= later(now, -retention)) return undefined;
  return `but points are kept for ${formatDuration(retention)} only: it would be removed at once`;
}

function show(at: Instant): string {
  return at >= 0n && at <= LAST ? toRfc3339(at) : String(at);
}
