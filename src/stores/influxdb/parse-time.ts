import type { Instant } from '../../lib/time.ts';

const SECOND = 1_000_000_000n;
/** `2026-11-20T14:05:21` */
const TO_THE_SECOND = 19;

/**
 * An answer's time, such as `2026-11-20T14:05:21.702644008Z`, exact to the nanosecond. As a number it would
 * come to the nearest 256 only.
 */
export function parseTime(text: string): Instant {
  const seconds = Date.parse(`${text.slice(0, TO_THE_SECOND)}Z`) / 1_000;
  const fraction = text.slice(TO_THE_SECOND + 1, -1).padEnd(9, '0');
  return BigInt(seconds) * SECOND + BigInt(fraction);
}
