import type { Rusage, RusageRow } from '../../client/index.ts';
import { printable } from '../printable.ts';
import type { Heading } from '../table.ts';
import { hours, money, percent } from './figures.ts';
import { resourceNames, resourcesOf } from './resources.ts';
import type { By } from './rusage-options.ts';
import type { Sum } from './sum-rows.ts';

/** What stands in a line: a row, or what some of them come to. */
export interface Line extends Sum {
  readonly coverage?: number | undefined;
}

interface Column<Of> {
  readonly heading: Heading;
  readonly cell: (of: Of) => string;
}

/** Who it was. Users that nobody knows take no column beside jobs. */
export function nameColumns(rows: readonly RusageRow[], by: By): readonly Column<RusageRow>[] {
  const account = { heading: 'ACCOUNT', cell: (row: RusageRow) => nameOf(row.account) };
  const job = { heading: 'JOB', cell: (row: RusageRow) => nameOf(row.job) };
  const user = { heading: 'USER', cell: (row: RusageRow) => nameOf(row.user) };
  if (by === 'account') return [account];
  if (by === 'user') return [account, user];
  return rows.some((row) => row.user) ? [account, job, user] : [account, job];
}

/** What it was. Coverage is known of accounts only. */
export function figureColumns(report: Rusage, by: By): readonly Column<Line>[] {
  const resources = resourcesOf(report);
  const amounts = resources.flatMap((resource) => {
    const { heading, requested } = resourceNames[resource];
    const used = figures(heading, (line) => hours(line.used[resource]));
    return requested === undefined
      ? [used]
      : [used, figures('REQUESTED', (line) => hours(line.requested[resource]))];
  });
  const priced = report.rows.some(({ cost }) => cost !== undefined);
  return [
    ...amounts,
    ...(resources.some((resource) => resource !== 'gpu')
      ? [figures('EFFICIENCY', (line) => percent(line.efficiency))]
      : []),
    ...(by === 'account' ? [figures('COVERAGE', (line) => percent(line.coverage))] : []),
    ...(priced ? [figures('COST', (line) => money(line.cost))] : []),
  ];
}

function figures(text: string, cell: (line: Line) => string): Column<Line> {
  return { heading: { text, align: 'right' }, cell };
}

function nameOf(name: string | undefined): string {
  return name === undefined || name === '' ? '-' : printable(name);
}
