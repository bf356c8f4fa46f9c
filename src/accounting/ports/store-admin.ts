import type { Instant, Millis } from '../../lib/time.ts';

/** What is about to be done to the store, in words. */
export interface AdminStep {
  readonly action: string;
  readonly detail: string;
  /** Until it is done, the store takes none of these. */
  readonly needed?: 'points' | 'totals';
  /** It shortens how long these are kept, to so long. */
  readonly shortens?: { readonly what: 'points' | 'totals'; readonly to: Millis };
}

/** Settings that setup brings about. Durations in milliseconds. */
export interface StoreSettings {
  readonly retention: Millis;
  readonly shardDuration: Millis;
  readonly aggregateRetention: Millis;
  readonly replication: number;
  readonly initRetentionPolicy: 'alter' | 'create';
  readonly defaultRetentionPolicy: boolean;
}

/** The store's own administration. Rejects with RetryableError while the store is away. */
export interface StoreAdmin {
  /** What setup would do now; empty if nothing is missing. Changes nothing. */
  plan(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Twice is once; what was there before is remembered, for cleanup to restore. */
  setup(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** What cleanup would do now. Changes nothing. */
  planCleanup(signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Removes totals and marks, and restores what setup altered; never raw points. */
  cleanup(signal: AbortSignal): Promise<readonly AdminStep[]>;
  /** Removes what is older than its retention. */
  expire(settings: StoreSettings, now: Instant, signal: AbortSignal): Promise<void>;
  oldestPoint(signal: AbortSignal): Promise<Instant | undefined>;
  /** The start of the oldest window that has totals. */
  oldestTotal(signal: AbortSignal): Promise<Instant | undefined>;
}
