import type { WindowMark } from '../../accounting/totals.ts';
import type { Moved } from '../../lib/thread-calls.ts';
import type { Instant } from '../../lib/time.ts';
import type { StoredOwner } from './totals/owners.ts';
import type { SumQuery, SumStep } from './totals/sum-step.ts';
import type { TotalsColumns } from './totals/totals-chunks.ts';
import type { TotalsKept } from './totals/totals-kept.ts';
import type { MarkColumns } from './totals/window-marks.ts';

/** What the threads of the store are started with. */
export interface StoreThreadData {
  readonly path: string;
  /** Nanoseconds. */
  readonly shardLength: bigint;
}

/** A series that the writer must know of before it takes its points. */
export interface SeriesDefinition {
  /** Its place in the task's `ids`. */
  readonly at: number;
  readonly measurement: string;
  /** Canonical JSON. */
  readonly tags: string;
  readonly namespace: string | null;
  readonly job: string | null;
  /** Of its points in the task. */
  readonly firstTime: Instant;
  readonly liveUntil: Instant;
}

/** Point i belongs to the series whose id is `ids[index[i]]`; ids of `definitions` are found by the writer. */
export interface PointsTask {
  readonly kind: 'points';
  readonly definitions: readonly SeriesDefinition[];
  readonly ids: Int32Array<ArrayBuffer>;
  readonly index: Int32Array<ArrayBuffer>;
  readonly time: BigInt64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly seconds?: Float64Array<ArrayBuffer>;
}

/** These series have no points at or after `liveUntil`. */
export interface SettleTask {
  readonly kind: 'settle';
  readonly ids: Int32Array<ArrayBuffer>;
  readonly liveUntil: BigInt64Array<ArrayBuffer>;
}

export type WriteTask =
  | PointsTask
  | SettleTask
  | { readonly kind: 'totals'; readonly columns: TotalsColumns }
  | { readonly kind: 'marks'; readonly marks: readonly WindowMark[] }
  /** Puts away shards that lie before it, and removes some series that ended before. */
  | { readonly kind: 'expire'; readonly before: Instant }
  /** Removes some points of shards that are put away. */
  | { readonly kind: 'clear' }
  /** Removes some totals, and marks, of days before the one that starts at so many seconds. */
  | { readonly kind: 'remove-totals'; readonly before: number };

/** A series as it was found or made: its id, and a time that none of its points lies before. */
export type FoundSeries = readonly [id: number, firstTime: Instant];

/** What came of a task: of points the series of its definitions; of what goes in steps whether there is more to do. */
export interface TaskAnswer {
  readonly found: readonly FoundSeries[];
  readonly more: boolean;
}

export interface WriterCalls {
  /** All in one transaction. */
  readonly commit: (tasks: readonly WriteTask[]) => readonly TaskAnswer[];
}

/** Newest points as columns: series ids, and time and value of each. */
export interface NewestColumns {
  readonly ids: Int32Array<ArrayBuffer>;
  readonly time: BigInt64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
}

/** A place in the order of all points. */
export interface Place {
  readonly time: Instant;
  readonly series: number;
}

/** A series as the file has it: id, measurement, canonical tags, a time that none of its points lies before. */
export type StoredSeries = readonly [id: number, measurement: string, tags: string, firstTime: Instant];

/** Series of jobs that may have a point in [since, until]. */
export interface CandidatesQuery {
  readonly measurement: string;
  readonly jobs: readonly (readonly [namespace: string, name: string])[];
  readonly since: Instant;
  readonly until: Instant;
}

export interface Candidates {
  /** Newest points that were found at once. */
  readonly newest: NewestColumns;
  /** Others, whose points have to be looked for. */
  readonly ids: Int32Array<ArrayBuffer>;
}

/** Looks back from `until` to `since` for the newest point of each of these series, or of all. */
export interface WalkQuery {
  readonly ids?: Int32Array<ArrayBuffer>;
  readonly since: Instant;
  readonly until: Instant;
}

/** Newest points that were found, and the time after which all have been. */
export interface WalkStep {
  readonly newest: NewestColumns;
  readonly after: Instant;
}

export interface ScanQuery {
  readonly measurements: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly match: Readonly<Record<string, string>>;
}

/** Part of a scan; `index` is the place of a point's series among those that `scanSeries` gave. */
export interface ScanChunk {
  readonly index: Int32Array<ArrayBuffer>;
  readonly time: BigInt64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly seconds: Float64Array<ArrayBuffer>;
}

/** Each looks at a limited number of rows: what has to look at more goes in steps, and others get their turn. */
export interface ReaderCalls {
  readonly describe: (ids: readonly number[]) => readonly StoredSeries[];
  readonly candidates: (query: CandidatesQuery) => Candidates;
  readonly openWalk: (query: WalkQuery) => number;
  /** undefined: the end. */
  readonly stepBack: (walk: number) => Moved<WalkStep> | undefined;
  readonly closeWalk: (walk: number) => void;
  readonly openScan: (query: ScanQuery) => number;
  /** The ids of some more of the scan's series; undefined: that was all, the chunks may come. */
  readonly scanSeries: (scan: number) => Moved<Int32Array<ArrayBuffer>> | undefined;
  /** undefined: the end. A chunk may be empty. */
  readonly nextChunk: (scan: number) => Moved<ScanChunk> | undefined;
  readonly closeScan: (scan: number) => void;
  readonly oldestPoint: () => Instant | undefined;
  readonly newestPoint: () => Instant | undefined;
  readonly sumStep: (query: SumQuery) => Moved<SumStep>;
  readonly owners: (ids: readonly number[]) => readonly StoredOwner[];
  readonly marks: (from: Instant, to: Instant) => Moved<MarkColumns>;
  readonly totalsKept: () => TotalsKept;
}
