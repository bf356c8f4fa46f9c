import type { PointColumns, RefusedPoint, Series, SeriesPoint, Tags } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Total } from '../../accounting/totals.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import { checkTotalsFilter } from '../check-totals-filter.ts';
import { takePoints } from '../take-points.ts';
import { Measurement } from './measurement.ts';
import { MemoryAdmin } from './memory-admin.ts';
import { MemoryTotals } from './memory-totals.ts';
import type { Point, SeriesPoints } from './series-points.ts';

/** Points of one chunk of a scan, about. */
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

  constructor() {
    this.admin = new MemoryAdmin({ series: () => this.#allSeries(), totals: this.#totals });
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
    { measurement, from, to, match = {} }: { measurement: string; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): AsyncGenerator<PointColumns, void, undefined> {
    let chunk: Entry[] = [];
    for (const points of this.#matching(measurement, match)) {
      signal.throwIfAborted();
      for (const point of points.between(from, to)) chunk.push({ series: points.series, point });
      if (chunk.length < CHUNK) continue;
      yield columnsOf(chunk);
      chunk = [];
    }
    if (chunk.length > 0) yield columnsOf(chunk);
    signal.throwIfAborted();
  }

  async writeTotals(rows: readonly Total[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.#totals.write(rows);
  }

  async sumTotals(
    { level, from, to, match = {} }: { level: Total['level']; from: Instant; to: Instant; match?: Tags },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    signal.throwIfAborted();
    checkTotalsFilter(match);
    return this.#totals.sum(level, from, to, match);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #measurement(name: string): Measurement {
    const known = this.#measurements.get(name);
    if (known !== undefined) return known;
    const added = new Measurement();
    this.#measurements.set(name, added);
    return added;
  }

  #matching(measurement: string, match: Tags): readonly SeriesPoints[] {
    const wanted = Object.entries(match);
    const all = this.#measurements.get(measurement)?.all() ?? [];
    return [...all].filter(({ series: { tags } }) =>
      wanted.every(([name, value]) => Object.hasOwn(tags, name) && tags[name] === value),
    );
  }

  *#allSeries(): Generator<SeriesPoints> {
    for (const measurement of this.#measurements.values()) yield* measurement.all();
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
