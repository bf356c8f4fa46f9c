import type { Cell } from './table.ts';

const LINE_END = '\r\n';

/**
 * Rows under their headings as comma-separated values (RFC 4180). A text that a spreadsheet would take for a formula
 * gets a `'` in front; numbers stay what they are.
 */
export function renderCsv(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return [headings, ...rows].map((row) => row.map(field).join(',') + LINE_END).join('');
}

function field(cell: Cell): string {
  if (typeof cell === 'number') return String(cell);
  const text = harmless(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function harmless(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
