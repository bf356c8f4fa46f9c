import type { Instant } from '../../lib/time.ts';

/** From one instant to a later one, or the same. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/** The shortest span that holds both. */
export function hull(a: Span, b: Span | undefined): Span {
  return b === undefined ? a : { from: earlier(a.from, b.from), to: latest(a.to, b.to) };
}

export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

export function latest(a: Instant, b: Instant): Instant {
  return a > b ? a : b;
}
