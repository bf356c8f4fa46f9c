import type { Rusage } from '../../api/calls/get-rusage.ts';
import type { Clock } from '../../lib/clock.ts';
import { later, toExactRfc3339, type Instant } from '../../lib/time.ts';
import { Pace } from '../integral/pace.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { RusageSettings } from '../report-settings.ts';
import { addParts } from './add-parts.ts';
import { missingOf, refuseExpired } from './expired.ts';
import { usableEnd } from './known.ts';
import { planPeriod } from './plan-period.ts';
import { readKnown } from './read-known.ts';
import type { RusageQuery } from './rusage-query.ts';
import { reportOf } from './rusage-report.ts';
import { UsageSums } from './usage-sums.ts';

export interface RusageOptions {
  readonly store: MetricsStore;
  readonly clock: Clock;
  /** Asked once for each report. */
  readonly settings: () => RusageSettings;
  /** The time of the earliest point that is accepted but not in the store yet; undefined if there is none. */
  readonly unsent: () => Instant | undefined;
}

/**
 * What was used in [from, to); `to` is not before `from`. Whole windows that are closed come from totals and only
 * the rest from points, so that it costs the same however many points lie inside. InvalidError `expired` if nothing
 * is known of the period any more; RetryableError while the store is away.
 */
export async function getRusage(
  { store, clock, settings: settingsNow, unsent }: RusageOptions,
  query: RusageQuery,
  signal: AbortSignal,
): Promise<Rusage> {
  const settings = settingsNow();
  const now = clock.now();
  const settled = later(query.to, settings.horizon) <= now && unsent() === undefined;
  const past = { now, from: earlier(query.from, now), to: earlier(query.to, now) };
  const known = await readKnown({ store, clock, settings }, past, signal);
  refuseExpired(known, query.from, query.to);
  const [from, to] = [usableEnd(known, query.from), usableEnd(known, query.to)];
  const parts = planPeriod(known, from, earlier(to, now));
  const sums = new UsageSums(query.by);
  const pace = new Pace({ clock, signal });
  await addParts({ store, clock, settings }, query, parts, sums, signal);
  return {
    start_time: toExactRfc3339(from),
    end_time: toExactRfc3339(to),
    ...(await reportOf(sums, { resources: query.resources, prices: settings.prices }, pace)),
    final:
      settled &&
      parts.every((part) => part.source !== 'points' || !part.open || part.to <= known.oldestPoint),
    ...missingOf(known, parts),
  };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
