import type { DatabaseSync } from 'node:sqlite';
import { AMOUNT_COLUMNS } from '../../src/stores/sqlite/totals/amount-columns.ts';

const GRAINS = [
  ['hour_totals', 'totals', 3_600],
  ['day_totals', 'hour_totals', 86_400],
] as const;

/**
 * Where sums of hours or days and what they are sums of disagree, by more than the rounding of doubles: an empty
 * list if nowhere. Rows without a sum above them, and sums of nothing, are told too.
 */
export function auditTotals(database: DatabaseSync): readonly object[] {
  return GRAINS.flatMap(([coarse, fine, seconds]) => {
    const both = AMOUNT_COLUMNS.map(
      (column) => `sum(iif(fine, ${column}, 0)) f_${column}, sum(iif(fine, 0, ${column})) c_${column}`,
    );
    const differs = AMOUNT_COLUMNS.map((column) => `abs(c_${column} - f_${column}) > 1e-12 * f_${column}`);
    const sql = `
      SELECT '${coarse}' AS grain, level, owner, begins FROM (
        SELECT level, owner, begins, max(fine) AS has_fine, min(fine) AS only_fine, ${both.join(', ')}
        FROM (
          SELECT *, 1 AS fine, starts - starts % ${seconds} AS begins FROM ${fine}
          UNION ALL SELECT *, 0 AS fine, starts AS begins FROM ${coarse}
        )
        GROUP BY level, owner, begins
      )
      WHERE only_fine = 1 OR has_fine = 0 OR ${differs.join(' OR ')}`;
    return database.prepare(sql).all();
  });
}
