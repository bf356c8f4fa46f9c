import type { Instant, Millis } from '../lib/time.ts';

/** The collect interval that was in force at a time. */
export type IntervalAt = (time: Instant) => Millis;
