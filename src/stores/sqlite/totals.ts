import type { Total } from '../../accounting/totals.ts';
import { integerIn, numberIn, textIn } from '../../lib/sqlite/columns.ts';
import type { StatementCache } from '../../lib/sqlite/statement-cache.ts';
import type { TotalsQuery } from './store-calls.ts';

const UPSERT = `
  INSERT OR REPLACE INTO totals (level, starts, account, job, user, resource, ends, sum, count, seconds)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** An absent filter holds for every row. */
const SUM = `
  SELECT account, job, user, resource, min(starts) AS starts, max(ends) AS ends,
    sum(sum) AS sum, sum(count) AS count, sum(seconds) AS seconds
  FROM totals
  WHERE level = ?1 AND starts >= ?2 AND starts < ?3 AND ends <= ?3
    AND (?4 IS NULL OR account = ?4) AND (?5 IS NULL OR job = ?5)
    AND (?6 IS NULL OR user = ?6) AND (?7 IS NULL OR resource = ?7)
  GROUP BY account, job, user, resource`;

export function writeTotals(statements: StatementCache, rows: readonly Total[]): void {
  const statement = statements.get(UPSERT);
  for (const { level, start, account, job, user, resource, end, sum, count, seconds } of rows) {
    statement.run(level, start, account, job, user, resource, end, sum, count, seconds);
  }
}

export function sumTotals(
  statements: StatementCache,
  { level, from, to, match }: TotalsQuery,
): readonly Total[] {
  const filters = ['account', 'job', 'user', 'resource'].map((name) => match[name] ?? null);
  const rows = statements.get(SUM).all(level, from, to, ...filters);
  return rows.map((row) => ({
    level,
    account: textIn(row, 'account'),
    job: textIn(row, 'job'),
    user: textIn(row, 'user'),
    resource: textIn(row, 'resource'),
    start: integerIn(row, 'starts'),
    end: integerIn(row, 'ends'),
    sum: numberIn(row, 'sum'),
    count: numberIn(row, 'count'),
    seconds: numberIn(row, 'seconds'),
  }));
}
