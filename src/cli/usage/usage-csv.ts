import type { Rusage, RusageRow } from '../../client/index.ts';
import { offsetTime } from '../calendar/format-time.ts';
import type { Calendar, Period } from '../calendar/calendar.ts';
import { renderCsv } from '../csv.ts';
import type { Cell } from '../table.ts';
import { allResources, resourceNames } from './resources.ts';

/**
 * The rows with exact figures. The columns are always the same, whatever was asked for, and what is not known is
 * empty; the period stands in every row, so that files can be put together.
 */
export function usageCsv(
  report: Rusage,
  rows: readonly RusageRow[],
  calendar: Calendar,
  period: Period,
): string {
  const amounts = allResources.flatMap((resource) => {
    const { used, requested } = resourceNames[resource];
    const column = { name: used, cell: (row: RusageRow): Cell => row.used[resource] };
    if (requested === undefined) return [column];
    return [column, { name: requested, cell: (row: RusageRow): Cell => row.requested[resource] }];
  });
  const start = offsetTime(calendar, period.start);
  const end = offsetTime(calendar, period.end);
  const columns: readonly { readonly name: string; readonly cell: (row: RusageRow) => Cell }[] = [
    { name: 'start_time', cell: () => start },
    { name: 'end_time', cell: () => end },
    { name: 'account', cell: (row) => row.account },
    { name: 'job', cell: (row) => row.job },
    { name: 'user', cell: (row) => row.user },
    ...amounts,
    { name: 'efficiency', cell: (row) => row.efficiency },
    { name: 'account_coverage', cell: (row) => report.coverage[row.account] },
    { name: 'cost', cell: (row) => row.cost },
    { name: 'final', cell: () => String(report.final) },
  ];
  return renderCsv(
    columns.map(({ name }) => name),
    rows.map((row) => columns.map(({ cell }) => cell(row))),
  );
}
