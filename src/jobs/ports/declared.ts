/** What was last done about one entry of the configuration file. */
export interface DeclaredEntry {
  readonly kind: 'job' | 'scaler';
  readonly namespace: string;
  readonly name: string;
  /** Hash of the entry as last applied. */
  readonly hash: string;
  /** Deleted through the API: stays away until the entry changes. */
  readonly deletedByApi: boolean;
}

/** Remembers, in the cluster's state, what the configuration file has declared. RetryableError while that state is away. */
export interface Declared {
  read(signal: AbortSignal): Promise<readonly DeclaredEntry[]>;
  /** Upserts by kind, namespace and name; durable when resolved. */
  write(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void>;
  remove(entries: readonly DeclaredEntry[], signal: AbortSignal): Promise<void>;
}
