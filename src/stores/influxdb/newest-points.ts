import type { SeriesPoint } from '../../accounting/points.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import type { InfluxConnection } from './connection.ts';
import { allOf, anyOf, field, source, tagIs, timeIn } from './influxql.ts';
import { unfitMeasurement, unfitTag } from './line-protocol.ts';
import { parseTime } from './parse-time.ts';
import type { Place } from './place.ts';
import { select } from './select.ts';
import { present } from './series-reader.ts';

/** In one query. */
const JOBS_TOGETHER = 2_000;

export interface NewestQuery {
  readonly measurement: string;
  readonly jobs: readonly JobRef[];
  readonly since: Instant;
  readonly until: Instant;
}

/** The newest point of each series of the jobs in [since, until]. */
export async function newestPoints(
  connection: InfluxConnection,
  { db, rp }: Place,
  { measurement, jobs, since, until }: NewestQuery,
  signal: AbortSignal,
): Promise<readonly SeriesPoint[]> {
  const points: SeriesPoint[] = [];
  if (unfitMeasurement(measurement) !== undefined) return points;
  const wanted = [...new Map(jobs.filter(isPossible).map((job) => [jobKey(job), job])).values()];
  for (let first = 0; first < wanted.length && since <= until; first += JOBS_TOGETHER) {
    const some = wanted.slice(first, first + JOBS_TOGETHER);
    const where = allOf([timeIn(since, until + 1n), isOneOf(some)]);
    const statement = `SELECT last(${field('value')}) FROM ${source(rp, measurement)} WHERE ${where} GROUP BY *`;
    for await (const { name, tags, values } of select(connection, db, statement, signal)) {
      for (const [time, value] of values) {
        if (typeof value !== 'number' || typeof time !== 'string') continue;
        points.push({ series: { measurement: name, tags: present(tags) }, time: parseTime(time), value });
      }
    }
  }
  return points;
}

function isPossible({ namespace, name }: JobRef): boolean {
  return (
    unfitTag('namespace_name', namespace) === undefined && unfitTag('container_name', name) === undefined
  );
}

function isOneOf(jobs: readonly JobRef[]): string {
  const namespaces = [...Map.groupBy(jobs, ({ namespace }) => namespace)];
  return anyOf(
    namespaces.map(([namespace, those]) => {
      const names = anyOf(those.map(({ name }) => tagIs('container_name', name)));
      return allOf([tagIs('namespace_name', namespace), names]);
    }),
  );
}
