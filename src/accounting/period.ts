import { later, type Instant, type Millis } from '../lib/time.ts';

/** A time that is asked about: from its start to its end. */
export interface Period {
  readonly from: Instant;
  readonly to: Instant;
}

/** What a caller gave; 0 is nothing given. */
export interface AskedPeriod {
  readonly start?: Instant | undefined;
  readonly end?: Instant | undefined;
}

/** The period meant: to now, and as long as `usual`, where nothing else is said; the other way round if it ends before it starts. */
export function periodOf({ start, end }: AskedPeriod, now: Instant, usual: Millis): Period {
  const to = end || now;
  const from = start || later(to, -usual);
  const [first, last] = from <= to ? [from, to] : [to, from];
  return { from: notBefore1970(first), to: notBefore1970(last) };
}

function notBefore1970(instant: Instant): Instant {
  return instant < 0n ? 0n : instant;
}
