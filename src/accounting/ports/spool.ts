import type { Instant } from '../../lib/time.ts';
import type { PointColumns } from '../points.ts';

/** What waits in the spool. */
export interface SpoolState {
  readonly points: number;
  readonly bytes: number;
  /** When the oldest batch came, and the earliest time of any point; undefined if nothing waits. */
  readonly oldestAt?: Instant;
  readonly earliestPoint?: Instant;
}

/** Batches of points that wait for the store, in the order they came; survives a crash of the process. */
export interface Spool extends AsyncDisposable {
  readonly state: SpoolState;
  /** Durable when resolved. RetryableError: `spool-full` at the configured size, `disk-full`; nothing is kept then. */
  append(batch: PointColumns, signal: AbortSignal): Promise<void>;
  /** The oldest batches, together of about so many points; `through` is for `remove`. Undefined if nothing waits. */
  oldest(
    points: number,
  ): Promise<{ readonly batches: readonly PointColumns[]; readonly through: number } | undefined>;
  /** Forgets what `oldest` gave. */
  remove(through: number): Promise<void>;
}
