import { stripVTControlCharacters } from 'node:util';

/** A cell's text; numbers stand at the right. Text may carry colour. */
export type Cell = string | number | undefined;

const GAP = '  ';

/** Rows under their headings, in columns as wide as their widest cell. */
export function renderTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const table = [headings, ...rows];
  const widths = headings.map((_heading, column) => Math.max(...table.map((row) => widthOf(row[column]))));
  const numeric = headings.map((_heading, column) => rows.some((row) => typeof row[column] === 'number'));
  return table
    .map((row) =>
      headings
        .map((_heading, column) => pad(row[column], widths[column] ?? 0, numeric[column] ?? false))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

function pad(cell: Cell, width: number, right: boolean): string {
  const space = ' '.repeat(width - widthOf(cell));
  return right ? `${space}${cell ?? ''}` : `${cell ?? ''}${space}`;
}

function widthOf(cell: Cell): number {
  return stripVTControlCharacters(String(cell ?? '')).length;
}
