import type { Cell } from './table.ts';

/** Rows under their headings as comma-separated values (RFC 4180, but for lines that end as those of this machine do). */
export function renderCsv(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [headings, ...rows].map((row) => row.map(field).join(',')).join('\n');
}

function field(cell: Cell): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
