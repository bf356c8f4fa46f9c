import type { Prices } from '../report-settings.ts';
import { priced, type Hours } from './hours.ts';
import type { Resource } from './resources.ts';

/**
 * How much of what was requested was used: of CPU and memory, each weighted by what its request costs. Without
 * prices their shares count the same. undefined if neither was requested; above 1 if more was used.
 */
export function efficiencyOf(
  resources: readonly Resource[],
  used: Hours,
  requested: Hours,
  prices: Prices,
): number | undefined {
  const price = priced(prices);
  const shares = resources
    .filter((resource) => resource !== 'gpu' && requested[resource] > 0)
    .map((resource) => ({
      share: used[resource] / requested[resource],
      weight: requested[resource] * price[resource],
    }));
  if (shares.length === 0) return undefined;
  const unpriced = shares.every(({ weight }) => weight === 0);
  const weights = shares.map(({ weight }) => (unpriced ? 1 : weight));
  const weighted = shares.reduce((sum, { share }, at) => sum + share * (weights[at] ?? 0), 0);
  return weighted / weights.reduce((sum, weight) => sum + weight, 0);
}
