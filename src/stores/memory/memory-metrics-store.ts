import type { PointColumns, RefusedPoint, Series, SeriesPoint, Tags } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Level, Owner, Total, WindowMark } from '../../accounting/totals.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import { takePoints } from '../take-points.ts';
import { Measurement } from './measurement.ts';
import { MemoryAdmin } from './memory-admin.ts';
import { MemoryMarks } from './memory-marks.ts';
import { MemoryTotals } from './memory-totals.ts';
import type { Point, SeriesPoints } from './series-points.ts';

/** Points of one chunk of a scan. */
const CHUNK = 10_000;

interface Entry {
  readonly series: Series;
  readonly point: Point;
}

/** Points and totals that last as long as the process: for tests, replays and trials. */
export class MemoryMetricsStore implements MetricsStore {
  readonly admin: MemoryAdmin;
  readonly #measurements = new Map<string, Measurement>();
  readonly #totals = new MemoryTotals();
  readonly #marks = new MemoryMarks();

  constructor() {
    this.admin = new MemoryAdmin({
      series: () => this.#matching(this.#measurements.keys(), {}),
      totals: this.#totals,
      marks: this.#marks,
    });
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    const { index, time, value, seconds, refused } = takePoints(batch);
    for (const [at, place] of index.entries()) {
      const series = batch.series[place];
      if (series === undefined) continue;
      const point = { time: time[at] ?? 0n, value: value[at] ?? 0, seconds: seconds?.[at] ?? Number.NaN };
      this.#measurement(series.measurement).of(series).upsert(point);
    }
    return refused;
  }

  async newest(
    {
      measurement,
      jobs,
      since,
      until,
    }: { measurement: string; jobs: readonly JobRef[]; since: Instant; until: Instant },
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]> {
    signal.throwIfAborted();
    return [...new Set(jobs.map(jobKey))].flatMap((job) =>
      (this.#measurements.get(measurement)?.ofJob(job) ?? []).flatMap((points): SeriesPoint[] => {
        const point = points.newest(since, until);
        return point === undefined ? [] : [{ series: points.series, time: point.time, value: point.value }];
      }),
    );
  }

  async *scan(
    {
      measurements,
      from,
      to,
      match = {},
    }: { measurements: readonly string[]; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncGenerator<PointColumns, void, undefined> {
    let chunk: Entry[] = [];
    for (const { series, points } of this.#slices(measurements, from, to, match)) {
      for (const point of points) chunk.push({ series, point });
      if (chunk.length < CHUNK) continue;
      signal.throwIfAborted();
      yield columnsOf(chunk);
      chunk = [];
    }
    if (chunk.length > 0) yield columnsOf(chunk);
    signal.throwIfAborted();
  }

  async writeTotals(
    rows: readonly Total[],
    marks: readonly WindowMark[],
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    this.#totals.write(rows);
    this.#marks.write(marks);
  }

  async sumTotals(
    { level, from, to, match = {} }: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    signal.throwIfAborted();
    return this.#totals.sum(level, from, to, match);
  }

  async marks(
    { from, to }: { from: Instant; to: Instant },
    signal: AbortSignal,
  ): Promise<readonly WindowMark[]> {
    signal.throwIfAborted();
    return this.#marks.between(from, to);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #measurement(name: string): Measurement {
    const known = this.#measurements.get(name);
    if (known !== undefined) return known;
    const added = new Measurement();
    this.#measurements.set(name, added);
    return added;
  }

  *#matching(measurements: Iterable<string>, match: Tags): Generator<SeriesPoints> {
    const wanted = Object.entries(match);
    for (const measurement of new Set(measurements)) {
      for (const points of this.#measurements.get(measurement)?.all() ?? []) {
        const { tags } = points.series;
        if (wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value)) yield points;
      }
    }
  }

  /** The points in [from, to) of the matching series, in slices short enough for a chunk. */
  *#slices(
    measurements: readonly string[],
    from: Instant,
    to: Instant,
    match: Tags,
  ): Generator<{ readonly series: Series; readonly points: readonly Point[] }> {
    for (const found of this.#matching(measurements, match)) {
      const points = found.between(from, to);
      for (let at = 0; at < points.length; at += CHUNK) {
        yield { series: found.series, points: points.slice(at, at + CHUNK) };
      }
    }
  }
}

function columnsOf(entries: readonly Entry[]): PointColumns {
  const places = new Map<Series, number>();
  for (const { series } of entries) if (!places.has(series)) places.set(series, places.size);
  return {
    series: [...places.keys()],
    index: Int32Array.from(entries, ({ series }) => places.get(series) ?? 0),
    time: BigInt64Array.from(entries, ({ point }) => point.time),
    value: Float64Array.from(entries, ({ point }) => point.value),
    seconds: Float64Array.from(entries, ({ point }) => point.seconds),
  };
}
