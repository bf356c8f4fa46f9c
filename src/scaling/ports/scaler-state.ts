import type { HostedSpec } from '../../jobs/ports/hosted-jobs.ts';
import type { Json } from '../../lib/json.ts';
import type { Decision } from '../decision.ts';

export type { Decision };

/** A scaler as stored: what was submitted and what it remembers (plain JSON; its shape is scaling's own). */
export interface StoredScaler {
  readonly spec: HostedSpec;
  readonly memory: Json;
}

/** What one slot changed; written in one transaction. A decision with the same scaler and `at` replaces the older one. */
export interface ScalerChanges {
  readonly put?: readonly StoredScaler[];
  readonly memories?: readonly { namespace: string; name: string; memory: Json }[];
  readonly decisions?: readonly Decision[];
  readonly remove?: readonly { namespace: string; name: string }[];
}

/** Keeps scalers, their memory and their decisions over restarts, in the cluster's state. RetryableError while it is away. */
export interface ScalerState {
  load(signal: AbortSignal): Promise<readonly StoredScaler[]>;
  /** Durable when resolved; all or nothing. */
  write(changes: ScalerChanges, signal: AbortSignal): Promise<void>;
  /** Newest first; those of one scaler, at most `count`. Decisions outlive their scaler. */
  decisions(
    query: { namespace: string; scaler: string; count: number },
    signal: AbortSignal,
  ): Promise<readonly Decision[]>;
  /** Removes decisions whose `until` lies before. */
  expire(before: bigint, signal: AbortSignal): Promise<void>;
}
