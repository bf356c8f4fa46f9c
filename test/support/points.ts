import type { PointColumns, Series, Tags } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Instant } from '../../src/lib/time.ts';

export interface TestPoint {
  readonly series: Series;
  readonly time: Instant;
  readonly value: number;
  readonly seconds?: number;
}

/** A signal that is never aborted. */
export const calm = new AbortController().signal;

export function tagsOf(namespace: string, job: string, process: string): Tags {
  return { type: 'pod_container', namespace_name: namespace, container_name: job, pod_name: process };
}

/** Columns of points; points of the same series object share a series. */
export function columns(points: readonly TestPoint[]): PointColumns {
  const series = [...new Set(points.map((point) => point.series))];
  return {
    series,
    index: Int32Array.from(points, (point) => series.indexOf(point.series)),
    time: BigInt64Array.from(points, (point) => point.time),
    value: Float64Array.from(points, (point) => point.value),
    seconds: Float64Array.from(points, (point) => point.seconds ?? Number.NaN),
  };
}

/** All points of a scan, in the order of time. */
export async function scanned(
  store: MetricsStore,
  query: Parameters<MetricsStore['scan']>[0],
): Promise<readonly TestPoint[]> {
  const points: TestPoint[] = [];
  for await (const chunk of store.scan(query, calm)) points.push(...pointsOf(chunk));
  return points.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
}

export function pointsOf({ series, index, time, value, seconds }: PointColumns): readonly TestPoint[] {
  return Array.from(index, (place, at) => {
    const span = seconds?.[at] ?? Number.NaN;
    return {
      series: series[place] as Series,
      time: time[at] as bigint,
      value: value[at] as number,
      ...(!Number.isNaN(span) && { seconds: span }),
    };
  });
}
