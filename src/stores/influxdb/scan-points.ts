import type { PointColumns, Tags } from '../../accounting/points.ts';
import type { Instant } from '../../lib/time.ts';
import { ColumnsBuilder } from './columns-builder.ts';
import type { InfluxConnection } from './connection.ts';
import { allOf, field, source, timeIn } from './influxql.ts';
import { unfitMeasurement } from './line-protocol.ts';
import { parseTime } from './parse-time.ts';
import type { Place } from './place.ts';
import { select } from './select.ts';
import { SeriesReader } from './series-reader.ts';
import { tagFilter } from './tag-filter.ts';

const POINTS_A_CHUNK = 10_000;

export interface ScanQuery {
  readonly measurements: readonly string[];
  readonly from: Instant;
  readonly to: Instant;
  readonly match?: Tags;
}

/** All points of the measurements, one query after another, as the answers come. */
export async function* scanPoints(
  connection: InfluxConnection,
  { db, rp }: Place,
  { measurements, from, to, match = {} }: ScanQuery,
  signal: AbortSignal,
): AsyncGenerator<PointColumns, void, undefined> {
  signal.throwIfAborted();
  const filter = tagFilter(match);
  if (from >= to || filter === undefined) return;
  const where = allOf([timeIn(from, to), ...filter.conditions]);
  let columns = new ColumnsBuilder(POINTS_A_CHUNK);
  for (const measurement of new Set(measurements)) {
    if (unfitMeasurement(measurement) !== undefined) continue;
    const statement = `SELECT ${field('value')}, ${field('seconds')} FROM ${source(rp, measurement)} WHERE ${where} GROUP BY *`;
    const reader = new SeriesReader();
    for await (const rows of select(connection, db, statement, signal)) {
      const series = reader.of(rows);
      if (!filter.takes(series.tags)) continue;
      for (const [time, value, seconds] of rows.values) {
        // other fields of another writer's, or texts
        if (typeof value !== 'number' || typeof time !== 'string') continue;
        columns.add(series, parseTime(time), value, typeof seconds === 'number' ? seconds : Number.NaN);
        if (!columns.full) continue;
        yield columns.build();
        signal.throwIfAborted();
        columns = new ColumnsBuilder(POINTS_A_CHUNK);
      }
    }
  }
  if (!columns.empty) yield columns.build();
  signal.throwIfAborted();
}
