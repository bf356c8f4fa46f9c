import { getRusage, type Rusage } from '../../client/index.ts';
import type { Bucket } from '../calendar/buckets.ts';
import type { Calendar, Period } from '../calendar/calendar.ts';
import { periodBetween } from '../calendar/parse-time.ts';
import { inTurns } from '../in-turns.ts';
import type { Remote } from '../remote-command.ts';
import { resourcesOf } from './resources.ts';
import { sumHours } from './sum-rows.ts';

const AT_ONCE = 2;

/** What was used in a part of a period; undefined if that is not known, or yet to come. */
export interface UsageBucket extends Bucket {
  readonly used: Rusage['accounts'][string] | undefined;
}

/**
 * What the accounts of a report used in each part of its period, with a call for each part: parts that are adjacent
 * add up to the whole. `done` is told after each how many there are.
 */
export async function usageOverTime(
  remote: Remote,
  report: Rusage,
  buckets: readonly Bucket[],
  { calendar, now, account }: { calendar: Calendar; now: bigint; account: string | undefined },
  done: (count: number) => void,
): Promise<readonly UsageBucket[]> {
  const unknown = (report.missing ?? []).map((part) =>
    periodBetween(calendar, part.start_time, part.end_time),
  );
  let count = 0;
  return inTurns(buckets, AT_ONCE, async (bucket) => {
    const known = bucket.start < now && !unknown.some((part) => contains(part, bucket));
    const part = known
      ? await getRusage(remote.context, {
          ...remote.call,
          start: bucket.start,
          end: bucket.end,
          resource: resourcesOf(report),
        })
      : undefined;
    done(++count);
    return { ...bucket, used: part && usedBy(part, account) };
  });
}

function usedBy({ accounts }: Rusage, account: string | undefined): UsageBucket['used'] {
  return sumHours(account === undefined ? Object.values(accounts) : [accounts[account] ?? {}]);
}

function contains(outer: Period, inner: Period): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
