import type { MetricsRow } from '../api/calls/get-metrics.ts';
import type { Aggregate, MetricQuery } from '../api/metric-query.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import { later, toExactRfc3339, type Instant, type Millis } from '../lib/time.ts';
import { Aggregation } from './aggregation.ts';
import { Pace } from './integral/pace.ts';
import { measurementOf, POINT_TYPE } from './measurements.ts';
import type { PointColumns, Series, Tags } from './points.ts';
import type { MetricsStore } from './ports/metrics-store.ts';

/** Which metrics, of whom, when. */
export interface MetricsQuery {
  /** undefined: all. */
  readonly namespaces: readonly string[] | undefined;
  readonly from: Instant;
  /** Points at `to` count. */
  readonly to: Instant;
  readonly metrics: readonly MetricQuery[];
}

/** A process, or what was recorded without one, and its values by measurement. */
interface Subject {
  readonly names: {
    readonly namespace_name: string;
    readonly container_name: string;
    readonly pod_name: string;
  };
  readonly values: Map<string, Aggregation>;
}

/** Where the points of a chunk's series go, by the place of the series; chunks of one scan often have the same. */
interface Found {
  readonly series: readonly Series[];
  readonly aggregations: (Aggregation | undefined)[];
}

/**
 * Aggregates of the points in [from, to] for each process that has any, in the order of names. CPU is in
 * millicores, memory in bytes; a metric without points of a process is missing from its row. What is kept in memory
 * grows with the processes, not with their points. InvalidError `expired` if points are not kept since `from`;
 * RetryableError while the store is away.
 */
export async function getMetrics(
  { store, clock, retention }: { store: MetricsStore; clock: Clock; retention: Millis },
  query: MetricsQuery,
  signal: AbortSignal,
): Promise<readonly MetricsRow[]> {
  refuseExpired(query.from, later(clock.now(), -retention));
  const aggregates = aggregatesByMeasurement(query.metrics);
  const subjects = new Map<string, Subject>();
  const pace = new Pace({ clock, signal });
  for (const match of matches(query.namespaces)) {
    const measurements = [...aggregates.keys()];
    const points = store.scan({ measurements, from: query.from, to: query.to + 1n, match }, signal);
    let found: Found = { series: [], aggregations: [] };
    for await (const chunk of points) {
      if (chunk.series !== found.series) found = { series: chunk.series, aggregations: [] };
      await addPoints(pace, chunk, found, (series) =>
        aggregationOf(subjects, series, aggregates.get(series.measurement)),
      );
    }
  }
  const rows = [...subjects.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return rows.map(([, subject]) => rowOf(subject, query.metrics));
}

function refuseExpired(from: Instant, kept: Instant): void {
  if (from >= kept) return;
  const [asked, since] = [toExactRfc3339(from), toExactRfc3339(kept)];
  const message = `points are kept from ${since} on, so there are none from ${asked}; give a later start_time`;
  throw new InvalidError('expired', message);
}

function aggregatesByMeasurement(
  metrics: readonly MetricQuery[],
): ReadonlyMap<string, ReadonlySet<Aggregate>> {
  const grouped = Map.groupBy(metrics, ({ name }) => measurementOf(name));
  return new Map(
    Array.from(grouped, ([name, queries]) => [name, new Set(queries.map(({ aggregate }) => aggregate))]),
  );
}

/** `of` is asked once for each series. */
async function addPoints(
  pace: Pace,
  { series, index, time, value }: PointColumns,
  { aggregations }: Found,
  of: (series: Series) => Aggregation,
): Promise<void> {
  await pace.times(index.length, (at) => {
    const place = index[at] ?? 0;
    const one = series[place];
    if (one === undefined) return;
    const aggregation = (aggregations[place] ??= of(one));
    aggregation.add(time[at] ?? 0n, value[at] ?? 0);
  });
}

/** Each measurement exists at several levels (of pods, of nodes) where others write too: ours is that of containers. */
function matches(namespaces: readonly string[] | undefined): readonly Tags[] {
  if (namespaces === undefined) return [{ type: POINT_TYPE }];
  return [...new Set(namespaces)].map((namespace) => ({ type: POINT_TYPE, namespace_name: namespace }));
}

function aggregationOf(
  subjects: Map<string, Subject>,
  { measurement, tags: { namespace_name = '', container_name = '', pod_name = '' } }: Series,
  aggregates: ReadonlySet<Aggregate> = new Set(),
): Aggregation {
  const key = JSON.stringify([namespace_name, container_name, pod_name]);
  const subject = subjects.get(key) ?? {
    names: { namespace_name, container_name, pod_name },
    values: new Map(),
  };
  subjects.set(key, subject);
  const values = subject.values.get(measurement) ?? new Aggregation(aggregates);
  subject.values.set(measurement, values);
  return values;
}

function rowOf({ names, values }: Subject, metrics: readonly MetricQuery[]): MetricsRow {
  const cells = new Map<string, Record<string, number>>();
  for (const { name, aggregate } of metrics) {
    const aggregation = values.get(measurementOf(name));
    if (aggregation !== undefined)
      cells.set(name, { ...cells.get(name), [aggregate]: aggregation.get(aggregate) });
  }
  // what names the process wins over a metric of the same name
  return { ...Object.fromEntries(cells), ...names };
}
