import type { Instant } from '../lib/time.ts';
import type { Reading } from './reading.ts';

/** What capped a desired scale: which rule, and what it made of the number. */
export interface Limit {
  readonly rule: 'min' | 'max' | 'unknown' | 'at-least' | 'memory' | 'fallback' | 'behavior' | 'metric';
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/** What a scaler made of one tick, with everything it went by. A run of equal unchanged ticks is one decision. */
export interface Decision {
  readonly at: Instant;
  readonly until: Instant;
  readonly count: number;
  readonly namespace: string;
  readonly scaler: string;
  readonly job: string;
  readonly cause: 'tick' | 'outside-change' | 'paused' | 'resumed' | 'reloaded' | 'ended';
  readonly current: number;
  readonly desired: number;
  /** The whole tree, secrets masked; absent without a tick. */
  readonly reading?: Reading;
  /** In words, e.g. `queue 40 / 8 per worker = 5`. */
  readonly reason: string;
  /** What capped it, in order. */
  readonly limits: readonly Limit[];
  readonly outcome: 'applied' | 'unchanged' | 'dry-run' | 'held' | 'failed';
}
