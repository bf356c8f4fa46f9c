import type { Instant } from '../../lib/time.ts';

/** What is about to be done to the store, in words. */
export interface AdminStep {
  readonly action: string;
  readonly detail: string;
}

/** Settings that setup brings about. Durations in milliseconds. */
export interface StoreSettings {
  readonly retention: number;
  readonly shardDuration: number;
  readonly aggregateRetention: number;
}

/** The store's own administration. Rejects with RetryableError while the store is away. */
export interface StoreAdmin {
  /** What setup would do now; empty if nothing is missing. Changes nothing. */
  plan(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Twice is once. */
  setup(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Removes totals and restores what setup altered; never raw points. */
  cleanup(signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Removes what is older than its retention. */
  expire(settings: StoreSettings, now: Instant, signal: AbortSignal): Promise<void>;
  oldestPoint(signal: AbortSignal): Promise<Instant | undefined>;
}
