import type { RusageRow } from '../../client/index.ts';
import { allResources } from './resources.ts';

type Hours = RusageRow['used'];

/** What some rows come to. */
export type Sum = Pick<RusageRow, 'used' | 'requested' | 'efficiency' | 'cost'>;

/** The efficiency of several resources of several rows is known only without prices: the answer does not tell them. */
export function sumRows(rows: readonly RusageRow[]): Sum {
  const [only, another] = rows;
  if (only !== undefined && another === undefined) return only;
  const used = sumHours(rows.map((row) => row.used));
  const requested = sumHours(rows.map((row) => row.requested));
  const costs = rows.map(({ cost }) => cost).filter((cost) => cost !== undefined);
  const shares = sharesOf(used, requested);
  const known = shares.length > 0 && (costs.length === 0 || shares.length === 1);
  return {
    used,
    requested,
    ...(known && { efficiency: sum(shares) / shares.length }),
    ...(costs.length > 0 && { cost: sum(costs) }),
  };
}

/** Of those resources that any tells of. */
export function sumHours(all: readonly Hours[]): Hours {
  const sums = allResources.map((resource) => {
    const values = all.map((hours) => hours[resource]).filter((value) => value !== undefined);
    return [resource, values.length === 0 ? undefined : sum(values)] as const;
  });
  return Object.fromEntries(sums.filter(([, value]) => value !== undefined));
}

function sharesOf(used: Hours, requested: Hours): readonly number[] {
  return (['cpu', 'mem'] as const).flatMap((resource) => {
    const asked = requested[resource] ?? 0;
    return asked > 0 ? [(used[resource] ?? 0) / asked] : [];
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
