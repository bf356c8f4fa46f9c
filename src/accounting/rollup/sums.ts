import { none } from '../amounts.ts';
import type { Amounts } from '../totals.ts';

/** Amounts that are added to. */
export type Sums = { -readonly [K in keyof Amounts]: Amounts[K] };

export function addTo(sums: Sums, amounts: Amounts): void {
  sums.cpu += amounts.cpu;
  sums.mem += amounts.mem;
  sums.gpu += amounts.gpu;
  sums.cpuRequested += amounts.cpuRequested;
  sums.memRequested += amounts.memRequested;
  sums.count += amounts.count;
  sums.seconds += amounts.seconds;
  sums.alive += amounts.alive;
}

/** The sums under a key, which are zero at first. */
export function sumsAt<K>(all: Map<K, Sums>, key: K): Sums {
  const known = all.get(key);
  if (known !== undefined) return known;
  const sums = { ...none };
  all.set(key, sums);
  return sums;
}
