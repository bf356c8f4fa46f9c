import { InfluxDB, Point } from '@influxdata/influxdb-client';
import type { PointColumns, Series } from '../src/accounting/points.ts';
import { lineKey } from '../src/stores/influxdb/line-protocol.ts';
import { startInfluxd, type Influxd } from '../test/services/influxd.ts';
import { openInflux } from '../test/support/influx-store.ts';

const BATCH = 5_000;
const BATCHES = 100;
const SERIES = 2_000;
const ROUNDS = 5;
const WRITERS = 4;
const STEP = 15_000_000_000n;

const { signal } = new AbortController();

/** Points a second into a real InfluxDB: through the port, beside the client's own ways of writing. */
export async function influxWrite(): Promise<void> {
  const start = BigInt(Date.now()) * 1_000_000n - STEP * BigInt((BATCH * BATCHES) / SERIES);
  const series = makeSeries();
  const batches = Array.from({ length: BATCHES }, (_, batch) => makeBatch(series, start, batch));
  const lines = batches.map((batch) => linesOf(batch));
  const ways = {
    port: (server: Influxd, db: string) => throughPort(server, db, batches),
    records: (server: Influxd, db: string) => throughRecords(server, db, lines),
    points: (server: Influxd, db: string) => throughPoints(server, db, batches),
  };
  await using server = await startInfluxd();
  const rates = { port: [] as number[], records: [] as number[], points: [] as number[] };
  for (let round = -1; round < ROUNDS; round++) {
    for (const way of ['records', 'port', 'points'] as const) {
      const db = `${way}${round + 1}`;
      await server.client.query(`CREATE DATABASE "${db}" WITH NAME "default"`);
      const began = performance.now();
      await ways[way](server, db);
      const rate = (BATCH * BATCHES * 1_000) / (performance.now() - began);
      await check(server, db);
      await server.client.query(`DROP DATABASE "${db}"`);
      if (round >= 0) rates[way].push(rate); // the first warms up
    }
  }
  const [port, records, points] = [median(rates.port), median(rates.records), median(rates.points)];
  console.log(
    `InfluxDB, ${(BATCH * BATCHES) / 1e6}M points of ${SERIES} series in batches of ${BATCH}, median of ${ROUNDS} rounds:\n` +
      `  through the port            ${thousands(port)} points/s\n` +
      `  client, lines made before   ${thousands(records)} points/s, ratio ${(port / records).toFixed(2)}\n` +
      `  client, Point               ${thousands(points)} points/s, ratio ${(port / points).toFixed(2)}`,
  );
}

async function throughPort(server: Influxd, db: string, batches: readonly PointColumns[]): Promise<void> {
  await using store = await openInflux({ section: { url: server.url }, db });
  // a few writers at once, as collector and callers are
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let at = writer; at < batches.length; at += WRITERS) {
        await store.write(batches[at] as PointColumns, signal);
      }
    }),
  );
}

/** One request at a time, which is the quickest way that loses nothing. */
async function throughRecords(server: Influxd, db: string, batches: readonly string[][]): Promise<void> {
  const api = writeApi(server, db);
  for (const lines of batches) {
    api.writeRecords(lines);
    await api.flush();
  }
  await api.close();
}

async function throughPoints(server: Influxd, db: string, batches: readonly PointColumns[]): Promise<void> {
  const api = writeApi(server, db);
  for (const { series, index, time, value } of batches) {
    for (const [at, place] of index.entries()) {
      const { measurement, tags } = series[place] as Series;
      const point = new Point(measurement).floatField('value', value[at]).timestamp(String(time[at]));
      for (const [name, text] of Object.entries(tags)) point.tag(name, text);
      api.writePoint(point);
    }
    await api.flush();
  }
  await api.close();
}

function writeApi(server: Influxd, db: string) {
  const options = { batchSize: BATCH + 1, flushInterval: 0, maxRetries: 0 };
  const api = new InfluxDB({ url: server.url }).getWriteApi('', '', 'ns', options);
  api.path = `/write?db=${db}&rp=default&precision=ns`;
  return api;
}

async function check(server: Influxd, db: string): Promise<void> {
  const [row] = await server.client.rows('SELECT count("value") FROM "default"."cpu/usage_rate"', db);
  if (row?.['count'] !== BATCH * BATCHES)
    throw new Error(`${db}: ${String(row?.['count'])} points are stored`);
}

function makeSeries(): readonly Series[] {
  return Array.from({ length: SERIES }, (_, at) => {
    const job = `job${at % 200}`;
    return {
      measurement: 'cpu/usage_rate',
      tags: {
        type: 'pod_container',
        namespace_name: 'default',
        container_name: job,
        pod_name: `${job}-${at}`,
      },
    };
  });
}

function makeBatch(series: readonly Series[], start: bigint, batch: number): PointColumns {
  const numbers = Array.from({ length: BATCH }, (_, at) => batch * BATCH + at);
  return {
    series,
    index: Int32Array.from(numbers, (n) => n % SERIES),
    time: BigInt64Array.from(numbers, (n) => start + BigInt(Math.floor(n / SERIES)) * STEP),
    value: Float64Array.from(numbers, (n) => n / 7),
  };
}

function linesOf({ series, index, time, value }: PointColumns): string[] {
  return Array.from(index, (place, at) => {
    const line = lineKey(series[place] as Series);
    return `${'key' in line ? line.key : ''} value=${value[at]} ${time[at]}`;
  });
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function thousands(rate: number): string {
  return Math.round(rate).toLocaleString('en').padStart(10);
}

if (import.meta.main) await influxWrite();
