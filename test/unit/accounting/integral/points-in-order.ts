import type { PointColumns, SeriesPoint } from '../../../../src/accounting/points.ts';
import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import type { Instant } from '../../../../src/lib/time.ts';
import { columns, type TestPoint } from '../../../support/points.ts';

export interface Order {
  /** Which of the series that have points left gives its next one: a number from 0 to 1, again and again. */
  readonly pick: readonly number[];
  /** Points of a chunk. */
  readonly chunk: number;
}

type Scan = Parameters<MetricsStore['scan']>[0];
type Newest = Parameters<MetricsStore['newest']>[0];

/** Points that a scan gives in some order: only each series is in the order of time. */
export class PointsInOrder implements Pick<MetricsStore, 'scan' | 'newest'> {
  /** What was asked. */
  readonly newestAsked: Newest[] = [];
  readonly #points: readonly TestPoint[];
  readonly #order: Order;

  /** By default one series after the other. */
  constructor(points: readonly TestPoint[], order: Order = { pick: [0], chunk: 1000 }) {
    this.#points = points;
    this.#order = order;
  }

  async *scan({ measurements, from, to, match = {} }: Scan): AsyncGenerator<PointColumns> {
    const wanted = this.#points.filter(
      ({ series: { measurement, tags }, time }) =>
        measurements.includes(measurement) &&
        time >= from &&
        time < to &&
        Object.entries(match).every(([name, value]) => tags[name] === value),
    );
    const ordered = shuffled(wanted, this.#order.pick);
    for (let start = 0; start < ordered.length; start += this.#order.chunk) {
      const chunk = ordered.slice(start, start + this.#order.chunk);
      // stores make objects of their own for each chunk
      const fresh = new Map(chunk.map(({ series }) => [series, structuredClone(series)]));
      yield columns(chunk.map((point) => ({ ...point, series: fresh.get(point.series) ?? point.series })));
    }
  }

  async newest(query: Newest): Promise<readonly SeriesPoint[]> {
    this.newestAsked.push(query);
    const { measurement, jobs, since, until } = query;
    const found = this.#points.filter(
      ({ series, time }) =>
        series.measurement === measurement &&
        time >= since &&
        time <= until &&
        jobs.some(
          ({ namespace, name }) =>
            series.tags['namespace_name'] === namespace && series.tags['container_name'] === name,
        ),
    );
    const newest = [...bySeries(found).values()].flatMap((points) => points.toSorted(byTime).slice(-1));
    return newest.map(({ series, time, value }) => ({ series, time, value }));
  }
}

function shuffled(points: readonly TestPoint[], pick: readonly number[]): readonly TestPoint[] {
  const queues = [...bySeries(points).values()].map((queue) => queue.toSorted(byTime));
  return points.map((_, at) => {
    const left = queues.filter((queue) => queue.length > 0);
    const chosen = left[Math.min(left.length - 1, Math.floor((pick[at % pick.length] ?? 0) * left.length))];
    return chosen?.shift() as TestPoint;
  });
}

function bySeries(points: readonly TestPoint[]): ReadonlyMap<unknown, TestPoint[]> {
  return Map.groupBy(points, ({ series }) => series);
}

function byTime(a: { readonly time: Instant }, b: { readonly time: Instant }): number {
  return a.time < b.time ? -1 : 1;
}
