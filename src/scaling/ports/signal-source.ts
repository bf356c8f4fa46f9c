import type { Signal } from '../reading.ts';
import type { SignalRequest } from '../scaler-metric.ts';

export type { Signal, SignalRequest };

/** Reads many signals in as few calls as its source allows. */
export interface SignalSource {
  /** Answers every key; a key that failed is unknown with its reason. Rejects only when aborted. */
  readMany(requests: readonly SignalRequest[], signal: AbortSignal): Promise<ReadonlyMap<string, Signal>>;
}
