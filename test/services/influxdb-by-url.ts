import { InfluxClient } from './influx-client.ts';

const env = process.env;

/** A server that somebody else runs for the tests, and what they may do with it beside testing. */
export interface InfluxdbByUrl {
  /** The section `influxdb` of the configuration, but for the bucket. */
  readonly section: Readonly<Record<string, unknown>>;
  /** Removes everything of a database that a test has made, which was at most this. */
  drop(db: string, buckets: readonly string[]): Promise<void>;
}

/** An InfluxDB 1.x, beside the one that the tests start. */
export const influxdb1: InfluxdbByUrl | undefined = byUrl1(env['JULIARUN_TEST_INFLUXDB_URL']);

/** An InfluxDB 2.x; there is no package of it. */
export const influxdb2: InfluxdbByUrl | undefined = byUrl2(env['JULIARUN_TEST_INFLUXDB2_URL']);

/** One call of the 2.x server's API, as another program makes it. */
export async function askInfluxdb2(method: string, path: string, body?: unknown): Promise<unknown> {
  const query = new URLSearchParams({ org: env['JULIARUN_TEST_INFLUXDB2_ORG'] ?? '' }).toString();
  const url = `${env['JULIARUN_TEST_INFLUXDB2_URL'] ?? ''}${path}${path.includes('?') ? '&' : '?'}${query}`;
  const headers = {
    authorization: `Token ${env['JULIARUN_TEST_INFLUXDB2_TOKEN'] ?? ''}`,
    'content-type': 'application/json',
  };
  const response = await fetch(url, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

function byUrl1(url: string | undefined): InfluxdbByUrl | undefined {
  if (url === undefined) return undefined;
  const { JULIARUN_TEST_INFLUXDB_USERNAME: username, JULIARUN_TEST_INFLUXDB_PASSWORD: password } = env;
  const auth = username === undefined || password === undefined ? undefined : { username, password };
  return {
    section: { url, ...auth },
    async drop(db) {
      await new InfluxClient(url, auth).query(`DROP DATABASE "${db}"`);
    },
  };
}

function byUrl2(url: string | undefined): InfluxdbByUrl | undefined {
  if (url === undefined) return undefined;
  const { JULIARUN_TEST_INFLUXDB2_TOKEN: token, JULIARUN_TEST_INFLUXDB2_ORG: org } = env;
  return {
    section: { url, version: 2, token, org },
    async drop(db, buckets) {
      const { content } = (await askInfluxdb2('GET', `/api/v2/dbrps?db=${encodeURIComponent(db)}`)) as {
        content: { id: string; virtual: boolean }[];
      };
      for (const { id, virtual } of content) {
        if (!virtual) await askInfluxdb2('DELETE', `/api/v2/dbrps/${id}`);
      }
      for (const name of buckets) {
        const found = await askInfluxdb2('GET', `/api/v2/buckets?name=${encodeURIComponent(name)}`).catch(
          () => ({}),
        );
        const [bucket] = (found as { buckets?: { id: string }[] }).buckets ?? [];
        if (bucket !== undefined) await askInfluxdb2('DELETE', `/api/v2/buckets/${bucket.id}`);
      }
    },
  };
}
