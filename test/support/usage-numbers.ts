import type { Rusage } from '../../src/api/calls/get-rusage.ts';
import type { Level } from '../../src/accounting/totals.ts';
import type { UsageReports } from '../../src/accounting/usage-reports.ts';
import { calm } from './points.ts';

/** Numbers of reports, by whose and what they are. */
export type UsageNumbers = ReadonlyMap<string, number>;

type Reports = Pick<UsageReports, 'rusage'>;

/** What the report of a whole period says, from the first of these times to the last. */
export async function wholeOf(reports: Reports, times: readonly bigint[], by: Level): Promise<UsageNumbers> {
  const asked = { start: times[0], end: times.at(-1), by, resources: ['cpu', 'mem', 'gpu'] };
  return numbersOf(await reports.rusage(asked, calm));
}

/** What the reports of the periods between these times say together. */
export async function partsOf(reports: Reports, times: readonly bigint[], by: Level): Promise<UsageNumbers> {
  const sums = new Map<string, number>();
  for (const [at, start] of times.slice(0, -1).entries()) {
    for (const [name, value] of await wholeOf(reports, [start, times[at + 1] ?? start], by))
      sums.set(name, (sums.get(name) ?? 0) + value);
  }
  return sums;
}

/** Where they are not the same, in words. */
export function differences(found: UsageNumbers, wanted: UsageNumbers): readonly string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])].flatMap((name) => {
    const [one, other] = [found.get(name) ?? 0, wanted.get(name) ?? 0];
    return Math.abs(one - other) <= 1e-9 * Math.max(1, other) ? [] : [`${name}: ${one}, not ${other}`];
  });
}

/** All that adds up. */
function numbersOf({ accounts, rows }: Rusage): UsageNumbers {
  const numbers = new Map<string, number>();
  for (const [account, hours] of Object.entries(accounts))
    for (const [resource, value = 0] of Object.entries(hours)) numbers.set(`${account} ${resource}`, value);
  for (const { account, job, user, used, requested, cost = 0 } of rows) {
    const whose = JSON.stringify([account, job, user]);
    numbers.set(`${whose} cost`, cost);
    for (const [resource, value = 0] of Object.entries(used)) numbers.set(`${whose} ${resource}`, value);
    for (const [resource, value = 0] of Object.entries(requested))
      numbers.set(`${whose} ${resource} asked`, value);
  }
  return numbers;
}
