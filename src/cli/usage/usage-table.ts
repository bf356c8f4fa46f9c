import type { Rusage, RusageRow } from '../../client/index.ts';
import type { Output } from '../io.ts';
import { style } from '../style.ts';
import { renderTable } from '../table.ts';
import { topRows } from './choose-rows.ts';
import type { By } from './rusage-options.ts';
import { sumRows } from './sum-rows.ts';
import { figureColumns, nameColumns, type Line } from './usage-columns.ts';

/** Who used what: at most so many rows, a line for the others, and one for all of them. */
export function usageTable(report: Rusage, by: By, most: number | undefined, output: Output): string {
  if (report.rows.length === 0) return 'nothing was used in this time';
  const { top, others } = topRows(report, most);
  const names = nameColumns(report.rows, by);
  const figures = figureColumns(report, by);
  const cellsOf = (line: Line): readonly string[] => figures.map(({ cell }) => cell(line));
  const sumLine = (title: string, rows: readonly RusageRow[]): readonly string[] => [
    title,
    ...names.slice(1).map(() => ''),
    ...cellsOf(sumRows(rows)),
  ];
  return renderTable(
    [...names, ...figures].map(({ heading }) => heading),
    [
      ...top.map((row) => [
        ...names.map(({ cell }) => cell(row)),
        ...cellsOf({ ...row, coverage: report.coverage[row.account] }),
      ]),
      ...(others.length > 0
        ? [sumLine(`${others.length} ${others.length === 1 ? 'other' : 'others'}`, others)]
        : []),
      sumLine(style(output, 'bold', 'TOTAL'), report.rows),
    ],
    output,
  );
}
