import type { Millis } from '../../lib/time.ts';

const FIRST: Millis = 1_000;
const LONGEST: Millis = 300_000;

/** A run this long ends a row of failures. */
export const STEADY: Millis = 600_000;

/** How long to wait before the restart that follows the nth failure in a row (n from 1): 1 s, 2 s, 4 s ... 5 min. */
export function backoff(failures: number): Millis {
  return Math.min(LONGEST, FIRST * 2 ** Math.max(0, failures - 1));
}
