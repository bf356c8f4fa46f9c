import type { Rusage } from '../../client/index.ts';
import { countOf, unitFor, type BucketUnit } from '../calendar/bucket-unit.ts';
import { bucketsOf } from '../calendar/buckets.ts';
import type { Calendar, Period } from '../calendar/calendar.ts';
import { glyphsFor } from '../chart/glyphs.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { Progress } from '../progress.ts';
import type { Remote } from '../remote-command.ts';
import { resourcesOf } from './resources.ts';
import { usageChart } from './usage-chart.ts';
import { usageOverTime } from './usage-over-time.ts';

/** Each costs a call and a line. */
const MOST_BUCKETS = 400;

interface Drawing {
  readonly calendar: Calendar;
  readonly period: Period;
  /** Default: what the period is best cut into. */
  readonly unit: BucketUnit | undefined;
  readonly account: string | undefined;
  readonly progress: Progress;
}

/** Asks the service part by part and draws what it says. CliError if there would be too many parts. */
export async function drawUsage(
  io: Io,
  remote: Remote,
  usage: Rusage,
  { calendar, period, unit = unitFor(period), account, progress }: Drawing,
): Promise<string> {
  const count = countOf(period, unit);
  if (count > MOST_BUCKETS)
    throw new CliError(
      exitCodes.usage,
      `--per ${unit} makes ${count} bars of this period, of at most ${MOST_BUCKETS}; take a longer unit`,
    );
  const buckets = bucketsOf(calendar, period, unit);
  const circumstances = { calendar, now: io.now(), account };
  const parts = await usageOverTime(remote, usage, buckets, circumstances, (done) =>
    progress.show(`adding up: ${done} of ${buckets.length} bars`),
  );
  return parts.length === 0 ? '' : usageChart(parts, unit, resourcesOf(usage), glyphsFor(io), io.stdout);
}
