import type { MetricsRow } from '../../client/index.ts';
import { renderCsv } from '../csv.ts';
import type { Output } from '../io.ts';
import { printable } from '../printable.ts';
import { renderTable, type Cell } from '../table.ts';
import { csvNameOf, headingOf, shownValue, valueOf, type MetricColumn } from './metric-columns.ts';

/** A column beside the figures of a metric. */
export interface Extra {
  readonly heading: string;
  readonly cell: (row: MetricsRow) => string;
}

/** A line for each process, with an extra column after each metric's, if there are any. */
export function metricsTable(
  rows: readonly MetricsRow[],
  columns: readonly MetricColumn[],
  output: Output,
  extras: readonly Extra[] = [],
): string {
  if (rows.length === 0) return 'nothing was measured in this time';
  const pairs = columns.map((column, at) => ({ column, extra: extras[at] }));
  return renderTable(
    [
      'JOB',
      'PROCESS',
      ...pairs.flatMap(({ column, extra }) => [headingOf(column), ...(extra ? [extra.heading] : [])]),
    ],
    rows.map((row) => [
      printable(row.container_name),
      printable(row.pod_name),
      ...pairs.flatMap(({ column, extra }): Cell[] => [
        shownValue(column, valueOf(row, column)) ?? '',
        ...(extra ? [extra.cell(row)] : []),
      ]),
    ]),
    output,
  );
}

/** The same for programs, in the units of the API. Headings are left out where lines go on. */
export function metricsCsv(
  rows: readonly MetricsRow[],
  columns: readonly MetricColumn[],
  goesOn: boolean,
): string {
  const text = renderCsv(
    ['namespace', 'job', 'process', ...columns.map(csvNameOf)],
    rows.map((row) => [
      row.namespace_name,
      row.container_name,
      row.pod_name,
      ...columns.map((column) => valueOf(row, column)),
    ]),
  );
  return goesOn ? text.slice(text.indexOf('\n') + 1) : text;
}
