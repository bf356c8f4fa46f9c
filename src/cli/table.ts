import { stripVTControlCharacters } from 'node:util';
import type { Output } from './io.ts';

/** A cell's text; numbers stand at the right. Text may carry colour. */
export type Cell = string | number | undefined;

/** What stands above a column; figures that are texts already stand at the right if it says so. */
export type Heading = string | { readonly text: string; readonly align: 'right' };

const GAP = '  ';
const NARROWEST = 12;

/**
 * Rows under their headings, in columns as wide as their widest cell. For a terminal the widest columns are cut
 * until a row fits on a line; what goes elsewhere is left whole.
 */
export function renderTable(
  headings: readonly Heading[],
  rows: readonly (readonly Cell[])[],
  output?: Output,
): string {
  const titles = headings.map((heading) => (typeof heading === 'string' ? heading : heading.text));
  const table = [titles, ...rows];
  const natural = headings.map((_heading, column) => Math.max(...table.map((row) => widthOf(row[column]))));
  // terminals that do not know their width say 0
  const widths = output?.isTTY ? fit(natural, output.columns || 80) : natural;
  const right = headings.map(
    (heading, column) => typeof heading !== 'string' || rows.some((row) => typeof row[column] === 'number'),
  );
  return table
    .map((row) =>
      headings
        .map((_heading, column) => cellText(row[column], widths[column] ?? 0, right[column] ?? false))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

/** Takes from the widest column, again and again, what does not fit. */
function fit(natural: readonly number[], columns: number): readonly number[] {
  const widths = [...natural];
  for (;;) {
    const excess = widths.reduce((sum, width) => sum + width + GAP.length, -GAP.length) - columns;
    const widest = Math.max(...widths);
    if (excess <= 0 || widest <= NARROWEST) return widths;
    const others = widths.filter((width) => width < widest);
    widths[widths.indexOf(widest)] = Math.max(
      widest - excess,
      NARROWEST,
      ...others.map((width) => width - 1),
    );
  }
}

function cellText(cell: Cell, width: number, right: boolean): string {
  const text = String(cell ?? '');
  const visible = widthOf(cell);
  // colour is given to short words only, which are never cut
  if (visible > width) return `${stripVTControlCharacters(text).slice(0, width - 1)}…`;
  const space = ' '.repeat(width - visible);
  return right ? space + text : text + space;
}

function widthOf(cell: Cell): number {
  return stripVTControlCharacters(String(cell ?? '')).length;
}
