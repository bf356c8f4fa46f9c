import type { Period } from '../calendar/calendar.ts';
import { shownPeriod, shownTime } from '../calendar/format-time.ts';
import { anyTime } from '../calendar/parse-time.ts';
import type { AskedPeriod, End } from '../asked-period.ts';

/** What one look at metrics is about. */
export interface Look {
  readonly start: End;
  readonly end: End;
  /** The same in instants, both of them in it, if they are known here. */
  readonly period: Period | undefined;
  /** Says to people when it was. */
  readonly title: string;
}

const DEFAULT_TIME = 600_000_000_000n;
const SECOND = 1_000_000_000n;

/**
 * The time to look at now. A calendar's day ends before the next begins. `exact`: in instants, counted from the clock
 * of this machine; else the service counts from its own. A time that is none is left to the service to refuse.
 */
export function timeOfLook(asked: AskedPeriod, exact: boolean, now: bigint): Look {
  const { calendar, whole } = asked;
  const instant = (end: bigint | string): bigint | undefined =>
    typeof end === 'bigint' ? end : anyTime(calendar, end, now);
  const end = exact || whole ? instant(asked.end ?? now) : undefined;
  const start = end === undefined ? undefined : instant(asked.start ?? end - DEFAULT_TIME);
  if (start === undefined || end === undefined) {
    const title = `${shownTime(calendar, now - (now % SECOND))}, ${calendar.zone}`;
    return { start: asked.start, end: asked.end, period: undefined, title };
  }
  const [first, last] = start <= end ? [start, end] : [end, start];
  const period = { start: first, end: whole ? last - 1n : last };
  return { ...period, period, title: shownPeriod(calendar, { start: first, end: last }) };
}
