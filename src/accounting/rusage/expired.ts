import type { Rusage } from '../../api/calls/get-rusage.ts';
import { InvalidError } from '../../lib/errors.ts';
import { toExactRfc3339, type Instant } from '../../lib/time.ts';
import type { Known } from './known.ts';
import type { Loss, Part } from './plan-period.ts';

/** InvalidError if both the points and the totals of all of [from, to) have expired. */
export function refuseExpired({ pointsFrom, totalsFrom }: Known, from: Instant, to: Instant): void {
  const kept = pointsFrom < totalsFrom ? pointsFrom : totalsFrom;
  if (from === to || to > kept) return;
  throw new InvalidError(
    'expired',
    `nothing is kept of a time that ends at ${toExactRfc3339(to)}; usage is known from ${toExactRfc3339(kept)} on`,
  );
}

/** The parts that nothing is known of. */
export function missingOf(known: Known, parts: readonly Part[]): Pick<Rusage, 'missing'> {
  const missing = parts.flatMap((part) =>
    part.source === 'nothing'
      ? [
          {
            start_time: toExactRfc3339(part.from),
            end_time: toExactRfc3339(part.to),
            reason: reasonOf(part.why, known),
          },
        ]
      : [],
  );
  return missing.length === 0 ? {} : { missing };
}

function reasonOf(why: Loss, { pointsFrom, totalsFrom }: Known): string {
  return why === 'expired'
    ? `expired: totals are kept from ${toExactRfc3339(totalsFrom)} on`
    : `there are no totals of it, and points are kept from ${toExactRfc3339(pointsFrom)} on`;
}
