import type { MetricsRow } from '../api/calls/get-metrics.ts';
import type { Aggregate, MetricQuery } from '../api/metric-query.ts';
import type { Instant } from '../lib/time.ts';
import { Aggregation } from './aggregation.ts';
import { measurementOf, POINT_TYPE } from './measurements.ts';
import type { Series, Tags } from './points.ts';
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

/**
 * Aggregates of the points in [from, to] for each process that has any, in the order of names. CPU is in
 * millicores, memory in bytes; a metric without points of a process is missing from its row. Rejects with
 * RetryableError while the store is away.
 */
export async function getMetrics(
  { store }: { store: MetricsStore },
  query: MetricsQuery,
  signal: AbortSignal,
): Promise<readonly MetricsRow[]> {
  const subjects = new Map<string, Subject>();
  for (const [measurement, aggregates] of aggregatesByMeasurement(query.metrics)) {
    for (const match of matches(query.namespaces)) {
      const found = new Map<Series, Aggregation>();
      const points = store.scan({ measurement, from: query.from, to: query.to + 1n, match }, signal);
      for await (const { series, index, time, value } of points) {
        for (let at = 0; at < index.length; at++) {
          const one = series[index[at] ?? 0];
          if (one === undefined) continue;
          const aggregation = found.get(one) ?? aggregationOf(subjects, one, aggregates);
          found.set(one, aggregation);
          aggregation.add(time[at] ?? 0n, value[at] ?? 0);
        }
      }
    }
  }
  const rows = [...subjects.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return rows.map(([, subject]) => rowOf(subject, query.metrics));
}

function aggregatesByMeasurement(
  metrics: readonly MetricQuery[],
): ReadonlyMap<string, ReadonlySet<Aggregate>> {
  const grouped = Map.groupBy(metrics, ({ name }) => measurementOf(name));
  return new Map(
    Array.from(grouped, ([name, queries]) => [name, new Set(queries.map(({ aggregate }) => aggregate))]),
  );
}

/** Each measurement exists at several levels (of pods, of nodes) where others write too: ours is that of containers. */
function matches(namespaces: readonly string[] | undefined): readonly Tags[] {
  if (namespaces === undefined) return [{ type: POINT_TYPE }];
  return [...new Set(namespaces)].map((namespace) => ({ type: POINT_TYPE, namespace_name: namespace }));
}

function aggregationOf(
  subjects: Map<string, Subject>,
  { measurement, tags: { namespace_name = '', container_name = '', pod_name = '' } }: Series,
  aggregates: ReadonlySet<Aggregate>,
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
