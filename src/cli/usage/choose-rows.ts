import type { Rusage, RusageRow } from '../../client/index.ts';
import { resourcesOf } from './resources.ts';

/** The report on one account only. */
export function onlyAccount(report: Rusage, account: string): Rusage {
  return {
    ...report,
    accounts: pick(report.accounts, account),
    coverage: pick(report.coverage, account),
    rows: report.rows.filter((row) => row.account === account),
  };
}

/** The rows that cost the most, or without prices used the most of the first resource, and those left; all if no number is given. */
export function topRows(
  report: Rusage,
  most: number | undefined,
): { readonly top: readonly RusageRow[]; readonly others: readonly RusageRow[] } {
  if (most === undefined || most >= report.rows.length) return { top: report.rows, others: [] };
  const [first = 'cpu'] = resourcesOf(report);
  const weight = (row: RusageRow): number => row.cost ?? row.used[first] ?? 0;
  const sorted = report.rows.toSorted((a, b) => weight(b) - weight(a));
  return { top: sorted.slice(0, most), others: sorted.slice(most) };
}

function pick<Value>(map: Readonly<Record<string, Value>>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(map).filter(([name]) => name === key));
}
