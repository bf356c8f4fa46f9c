import type { Command } from 'commander';
import { getMetrics, type MetricsRow } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { renderCsv } from '../csv.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { renderTable, type Cell } from '../table.ts';

interface MetricsOptions extends RemoteOptions {
  readonly start?: string;
  readonly end?: string;
  readonly metrics: string;
  readonly times: string;
  readonly delaySecs: string;
}

const MEMORY = { name: 'MIB', size: 2 ** 20 };
const UNITS: Readonly<Record<string, typeof MEMORY>> = {
  cpu: { name: 'MILLICORES', size: 1 },
  mem: MEMORY,
  memory: MEMORY,
};

/** `juliarun metrics`: what processes used, once or again and again. */
export function metricsCommand(io: Io): Command {
  return remoteCommand('metrics', 'metrics of each process over a time', ['table', 'json', 'csv'])
    .option('--start <time>', 'from, such as -1h (default: ten minutes before the end)')
    .option('--end <time>', 'to (default: now)')
    .option(
      '--metrics <list>',
      'metric:aggregate, with commas; mean, min, max, sum, count, last, p95',
      'cpu:mean,mem:mean',
    )
    .option('--times <n>', 'how often to show them; 0 is without end', '1')
    .option('--delay-secs <seconds>', 'time between', '5')
    .action(async (options: MetricsOptions) => {
      const remote = connect(io, options);
      const times = countOf(options.times, '--times') || Infinity;
      const delay = countOf(options.delaySecs, '--delay-secs') * 1_000;
      const metrics = options.metrics.split(',').map((metric) => metric.trim());
      for (let shown = 1; ; shown++) {
        const rows = await getMetrics(remote.context, {
          ...remote.call,
          start: options.start,
          end: options.end,
          metrics,
        });
        remote.show(rows, () => textOf(rows, metrics, options.format));
        if (shown >= times) return;
        await io.sleep(delay, io.signal);
      }
    });
}

function textOf(
  rows: readonly MetricsRow[],
  metrics: readonly string[],
  format: RemoteOptions['format'],
): string {
  if (rows.length === 0 && format !== 'csv') return 'nothing was measured in this time';
  const columns = metrics.map((text) => columnOf(text, format));
  const render = format === 'csv' ? renderCsv : renderTable;
  return render(
    ['JOB', 'PROCESS', ...columns.map(({ heading }) => heading)],
    rows.map((row) => [row.container_name, row.pod_name, ...columns.map((column) => cellOf(row, column))]),
  );
}

interface Column {
  readonly metric: string;
  readonly aggregate: string;
  readonly heading: string;
  /** How much of the store's unit makes one of the heading's. */
  readonly unit: number;
}

/** Tables are for people and tell their units; CSV is as the API has it: millicores and bytes. */
function columnOf(text: string, format: RemoteOptions['format']): Column {
  const [metric = '', aggregate = 'mean'] = text.split(':');
  const heading = `${aggregate} ${metric}`.toUpperCase();
  const unit = format === 'csv' || aggregate === 'count' ? undefined : UNITS[metric];
  if (unit === undefined) return { metric, aggregate, heading, unit: 1 };
  return { metric, aggregate, heading: `${heading} (${unit.name})`, unit: unit.size };
}

function cellOf(row: MetricsRow, { metric, aggregate, unit }: Column): Cell {
  const values = row[metric];
  const value = typeof values === 'object' ? values[aggregate] : undefined;
  return value === undefined || value === null ? '' : Number((value / unit).toPrecision(6));
}

function countOf(text: string, option: string): number {
  const count = Number(text);
  if (text.trim() === '' || !(count >= 0))
    throw new CliError(exitCodes.usage, `${option} "${text}" is not a number from 0 on`);
  return count;
}
