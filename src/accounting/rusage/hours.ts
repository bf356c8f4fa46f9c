import type { Prices } from '../report-settings.ts';
import type { Amounts } from '../totals.ts';
import type { Resource } from './resources.ts';

const HOUR = 3_600;
const GIB = 2 ** 30;

/** Core hours, GiB hours, GPU hours. */
export type Hours = Readonly<Record<Resource, number>>;

export function usedHours({ cpu, mem, gpu }: Amounts): Hours {
  return { cpu: cpu / HOUR, mem: mem / GIB / HOUR, gpu: gpu / HOUR };
}

/** GPUs that were requested are those that were used. */
export function requestedHours({ cpuRequested, memRequested, gpu }: Amounts): Hours {
  return { cpu: cpuRequested / HOUR, mem: memRequested / GIB / HOUR, gpu: gpu / HOUR };
}

/** Only some of them. */
export function hoursOf(resources: readonly Resource[], hours: Hours): Partial<Hours> {
  const some: Partial<Record<Resource, number>> = {};
  for (const resource of resources) some[resource] = hours[resource];
  return some;
}

/** What the hours of these resources cost; undefined if nothing has a price. */
export function costOf(resources: readonly Resource[], hours: Hours, prices: Prices): number | undefined {
  const price = priced(prices);
  if (Object.values(price).every((one) => one === 0)) return undefined;
  return resources.reduce((cost, resource) => cost + hours[resource] * price[resource], 0);
}

/** Prices by the names of resources. */
export function priced({ cpu, memory, gpu }: Prices): Hours {
  return { cpu, mem: memory, gpu };
}
