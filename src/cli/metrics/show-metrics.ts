import { getMetrics } from '../../client/index.ts';
import { periodOf } from '../asked-period.ts';
import { calendarUnits } from '../calendar/calendar-unit.ts';
import { glyphsFor } from '../chart/glyphs.ts';
import { CliError } from '../cli-error.ts';
import { countOption } from '../count-option.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import type { PeriodOptions } from '../period-options.ts';
import { connect, type Remote } from '../remote-command.ts';
import { Screen } from '../screen.ts';
import { columnsOf } from './metric-columns.ts';
import type { MetricsOptions } from './metrics-options.ts';
import { metricsCsv, metricsTable } from './metrics-table.ts';
import { sparklinesOf } from './sparklines.ts';
import { timeOfLook } from './time-of-look.ts';

/** Looks once and shows what there is; `again` if it did so before. */
type Show = (again: boolean) => Promise<void>;

/** Shows the metrics of processes, as often as was asked for. */
export async function showMetrics(io: Io, word: string | undefined, options: MetricsOptions): Promise<void> {
  const remote = connect(io, options);
  const times = countOption('--times', options.times, 0) || Infinity;
  const delay = secondsOf(options.delaySecs) * 1_000;
  if (options.chart && options.format !== 'table')
    throw new CliError(exitCodes.usage, '--chart draws for people; leave it out, or --format');
  const onScreen = times > 1 && options.format === 'table' && io.stdout.isTTY === true;
  const titled = onScreen || options.chart === true || namesDates(word, options);
  const show = titled ? await datedView(io, remote, word, options, onScreen) : plainView(io, remote, options);
  for (let shown = 1; ; shown++) {
    await show(shown > 1);
    if (shown >= times) return;
    await io.sleep(delay, io.signal);
  }
}

/** Times are the service's to understand, and no calendar is loaded. */
function plainView(io: Io, remote: Remote, options: MetricsOptions): Show {
  const { start, end } = options;
  const metrics = metricsOf(options);
  const columns = columnsOf(metrics);
  return async (again) => {
    const rows = await getMetrics(remote.context, { ...remote.call, start, end, metrics });
    remote.show(rows, () =>
      options.format === 'csv' ? metricsCsv(rows, columns, again) : metricsTable(rows, columns, io.stdout),
    );
  };
}

/** Says when it was; on a screen each look takes the place of the last. */
async function datedView(
  io: Io,
  remote: Remote,
  word: string | undefined,
  options: MetricsOptions,
  onScreen: boolean,
): Promise<Show> {
  const asked = await periodOf(io, word, options);
  const metrics = metricsOf(options);
  const columns = columnsOf(metrics);
  const screen = new Screen(io.stdout);
  return async (again) => {
    const { start, end, period, title } = timeOfLook(asked, options.chart === true, io.now());
    const rows = await getMetrics(remote.context, { ...remote.call, start, end, metrics });
    if (options.format !== 'table') {
      remote.show(rows, () => metricsCsv(rows, columns, again));
      return;
    }
    const drawn = options.chart === true && period !== undefined && rows.length > 0;
    const how = { columns, metrics, glyphs: glyphsFor(io) };
    const extras = drawn ? await sparklinesOf(remote, period, how) : [];
    const text = `${title}\n\n${metricsTable(rows, columns, io.stdout, extras)}`;
    if (onScreen) screen.draw(text);
    else remote.show(rows, () => text);
  };
}

function metricsOf(options: MetricsOptions): readonly string[] {
  return options.metrics.split(',').map((metric) => metric.trim());
}

/** Whether a calendar is needed, which takes a while to load. */
function namesDates(word: string | undefined, options: PeriodOptions): boolean {
  const { start = '', end = '', tz } = options;
  const spans = [word, tz, ...calendarUnits.map((unit) => options[unit])];
  return spans.some((text) => text !== undefined) || [start, end].some((time) => /^\d{4}-/.test(time));
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && Number.isFinite(seconds)) return seconds;
  throw new CliError(exitCodes.usage, `--delay-secs "${text}" is not a number of seconds from 0 on`);
}
