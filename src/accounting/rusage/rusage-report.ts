import type { Rusage, RusageRow } from '../../api/calls/get-rusage.ts';
import type { Pace } from '../integral/pace.ts';
import type { Prices } from '../report-settings.ts';
import type { Amounts } from '../totals.ts';
import { AmountSums } from './amount-sums.ts';
import { efficiencyOf } from './efficiency.ts';
import { costOf, hoursOf, requestedHours, usedHours } from './hours.ts';
import type { Resource } from './resources.ts';
import type { UsageOf, UsageSums } from './usage-sums.ts';

const UNITS = { cpu: 'core_hours', mem: 'gib_hours', gpu: 'gpu_hours' } as const;

/** What a report says of the amounts. */
export async function reportOf(
  sums: UsageSums,
  { resources, prices }: { readonly resources: readonly Resource[]; readonly prices: Prices },
  pace: Pace,
): Promise<Pick<Rusage, 'accounts' | 'units' | 'coverage' | 'rows'>> {
  const rows: RusageRow[] = [];
  const totals = new Map<string, AmountSums>();
  await pace.each(await sums.rows(pace), ([of, amounts]) => {
    rows.push(rowOf(of, amounts, resources, prices));
    const total = totals.get(of.account) ?? new AmountSums();
    totals.set(of.account, total);
    total.add(amounts);
  });
  const accounts = Array.from(totals, ([account, total]) => [account, total.amounts] as const);
  return {
    accounts: Object.fromEntries(
      accounts.map(([account, amounts]) => [account, hoursOf(resources, usedHours(amounts))]),
    ),
    units: Object.fromEntries(resources.map((resource) => [resource, UNITS[resource]])),
    coverage: Object.fromEntries(
      accounts.flatMap(([account, { seconds, alive }]) =>
        alive > 0 ? [[account, Math.min(1, seconds / alive)]] : [],
      ),
    ),
    rows,
  };
}

function rowOf(of: UsageOf, amounts: Amounts, resources: readonly Resource[], prices: Prices): RusageRow {
  const [used, requested] = [usedHours(amounts), requestedHours(amounts)];
  const efficiency = efficiencyOf(resources, used, requested, prices);
  const cost = costOf(resources, used, prices);
  return {
    ...of,
    used: hoursOf(resources, used),
    requested: hoursOf(resources, requested),
    ...(efficiency !== undefined && { efficiency }),
    ...(cost !== undefined && { cost }),
  };
}
