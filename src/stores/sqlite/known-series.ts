import type { Tags } from '../../accounting/points.ts';
import type { Millis } from '../../lib/time.ts';

/** All series with the same tags: one process, for instance, and everything measured of it. */
export interface TagSet {
  readonly tags: Tags;
  /** Canonical JSON. */
  readonly text: string;
  /** The job that the tags name, as its key. */
  readonly job: string | undefined;
  /** One of each measurement; few, so that looking through them is quick. */
  readonly members: KnownSeries[];
  /** When points for one of its members last came, on the monotonic scale. */
  touched: Millis;
  /** No longer remembered; the file knows it. */
  dropped: boolean;
  /** The file has been told when its series ended; until the next point. */
  settled: boolean;
}

/** A series as the store remembers it. What changes with its points lies in `SeriesMarks`. */
export interface KnownSeries {
  readonly measurement: string;
  readonly set: TagSet;
  /** Of its marks. */
  readonly place: number;
  /** In the file; undefined while the file has not told it. */
  id: number | undefined;
}

/** The set's series of a measurement, if it has one. */
export function memberOf({ members }: TagSet, measurement: string): KnownSeries | undefined {
  return members.find((known) => known.measurement === measurement);
}
