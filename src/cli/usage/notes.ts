import type { Rusage } from '../../client/index.ts';
import type { Calendar, Period } from '../calendar/calendar.ts';
import { shownPeriod } from '../calendar/format-time.ts';
import { periodBetween } from '../calendar/parse-time.ts';
import { printable } from '../printable.ts';
import { percent } from './figures.ts';
import type { By } from './rusage-options.ts';

/** Below it the figures are worth a doubt. */
const GOOD_COVERAGE = 0.95;

interface Circumstances {
  readonly calendar: Calendar;
  /** What was asked for; undefined if only the service knows. */
  readonly asked: Period | undefined;
  readonly used: Period;
  readonly by: By;
  readonly now: bigint;
}

/** What a reader of the figures should know beside them. */
export function notesOn(
  report: Rusage,
  { calendar, asked, used, by, now }: Circumstances,
): readonly string[] {
  const rounded = asked !== undefined && (asked.start !== used.start || asked.end !== used.end);
  return [
    ...(rounded ? [`rounded to quarters of an hour, all that is kept: ${shownPeriod(calendar, used)}`] : []),
    ...(report.missing ?? []).map((part) => {
      const period = periodBetween(calendar, part.start_time, part.end_time);
      return `nothing is known of ${shownPeriod(calendar, period)}: ${part.reason}`;
    }),
    ...(by === 'account' ? [] : poorlyCovered(report)),
    ...(report.final
      ? []
      : [used.end > now ? 'the period is not over' : 'not final: late points still count']),
  ];
}

function poorlyCovered({ coverage }: Rusage): readonly string[] {
  return Object.entries(coverage)
    .filter(([, share]) => share < GOOD_COVERAGE)
    .map(
      ([account, share]) =>
        `samples cover only ${percent(share)} of the time of ${printable(account) || '-'}`,
    );
}
