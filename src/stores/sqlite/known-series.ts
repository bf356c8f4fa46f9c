import type { Series, Tags } from '../../accounting/points.ts';
import type { Instant, Millis } from '../../lib/time.ts';

/** All series with the same tags: one process, for instance, and everything measured of it. */
export interface TagSet {
  readonly tags: Tags;
  /** Canonical JSON. */
  readonly text: string;
  /** The job that the tags name, as its key. */
  readonly job: string | undefined;
  /** By measurement. */
  readonly members: Map<string, KnownSeries>;
  /** When points for one of its members last came, on the monotonic scale. */
  touched: Millis;
  /** No longer remembered; the file knows it. */
  dropped: boolean;
}

/** A series as the store remembers it. */
export interface KnownSeries {
  readonly series: Series;
  readonly set: TagSet;
  /** In the file; undefined while the file has not told it. */
  id: number | undefined;
  /** The file takes the series for alive until then at least. */
  liveUntil: Instant;
  /** Its newest point. */
  newest: { readonly time: Instant; readonly value: number } | undefined;
}
