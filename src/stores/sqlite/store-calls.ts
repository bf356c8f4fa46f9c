import type { Total } from '../../accounting/totals.ts';
import type { Moved } from '../../lib/thread-calls.ts';
import type { Instant } from '../../lib/time.ts';

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

export type WriteTask =
  | PointsTask
  | { readonly kind: 'totals'; readonly rows: readonly Total[] }
  /** Drops shards that lie before `points`, and totals that end by `totals`. */
  | { readonly kind: 'expire'; readonly points: Instant; readonly totals: Instant }
  /** Removes all totals. */
  | { readonly kind: 'cleanup' };

export interface WriterCalls {
  /** All in one transaction. For each task the ids of its definitions, or, of a cleanup, the number of totals removed. */
  readonly commit: (tasks: readonly WriteTask[]) => readonly (readonly number[])[];
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

/** A series as the file has it: id, measurement, canonical tags. */
export type StoredSeries = readonly [id: number, measurement: string, tags: string];

export interface ScanQuery {
  readonly measurement: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly match: Readonly<Record<string, string>>;
}

/** Part of a scan; `index` is the place of a point's series among those that `openScan` gave. */
export interface ScanChunk {
  readonly index: Int32Array<ArrayBuffer>;
  readonly time: BigInt64Array<ArrayBuffer>;
  readonly value: Float64Array<ArrayBuffer>;
  readonly seconds: Float64Array<ArrayBuffer>;
}

export interface TotalsQuery {
  readonly level: Total['level'];
  readonly from: Instant;
  readonly to: Instant;
  readonly match: Readonly<Record<string, string>>;
}

export interface ReaderCalls {
  readonly describe: (ids: readonly number[]) => readonly StoredSeries[];
  /** The newest point in [since, until] of the measurement's series of these jobs, but not of `known` series. */
  readonly newest: (query: {
    readonly measurement: string;
    readonly jobs: readonly (readonly [namespace: string, name: string])[];
    readonly known: readonly number[];
    readonly since: Instant;
    readonly until: Instant;
  }) => Moved<NewestColumns>;
  /** Walks back from `before` over a limited number of points: the newest of each series met, and where to go on. */
  readonly walkBack: (
    before: Place,
    since: Instant,
  ) => Moved<{ readonly newest: NewestColumns; readonly next?: Place }>;
  readonly openScan: (query: ScanQuery) => { readonly scan: number; readonly ids: readonly number[] };
  /** undefined: the end. A chunk may be empty. */
  readonly nextChunk: (scan: number) => Moved<ScanChunk> | undefined;
  readonly closeScan: (scan: number) => void;
  readonly sumTotals: (query: TotalsQuery) => readonly Total[];
  readonly oldestPoint: () => Instant | undefined;
}
