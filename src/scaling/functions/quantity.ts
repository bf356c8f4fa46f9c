import type { Instant } from '../../lib/time.ts';
import type { Signal } from '../reading.ts';

/** When a literal was observed: always, so it makes nothing older. Whoever shows a reading says "now" instead. */
export const ALWAYS: Instant = 2n ** 62n;

/** A number that somebody wrote down. */
export function literal(value: number): Signal {
  return { kind: 'value', value, observedAt: ALWAYS };
}

export function unknown(reason: string): Signal {
  return { kind: 'unknown', reason };
}

/** A value, unless arithmetic has left the numbers; then it is unknown. */
export function quantity(value: number, observedAt: Instant, atLeast: boolean): Signal {
  if (!Number.isFinite(value))
    return unknown(Math.abs(value) === Number.POSITIVE_INFINITY ? 'infinite' : 'not a number');
  const whole = value + 0; // there is no -0: JSON does not know it
  return atLeast
    ? { kind: 'value', value: whole, observedAt, atLeast }
    : { kind: 'value', value: whole, observedAt };
}

export function older(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}

export function isAtLeast(signal: Signal): boolean {
  return signal.kind === 'value' && signal.atLeast === true;
}
