import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { StoreSettings } from '../../src/accounting/ports/store-admin.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { askInfluxdb2, influxdb2 } from '../services/influxdb-by-url.ts';
import { influxSettings, openInflux } from '../support/influx-store.ts';
import { calm, columns, scanned, tagsOf } from '../support/points.ts';

const DAY = 24 * 3_600_000;
const POINTS = [1_728_000, 172_800];
const TOTALS = [34_560_000, 604_800];

/** What only a server of that version can be asked. */
export function setupOfVersion2(): void {
  describe('setting up InfluxDB 2.x', () => {
    let opened = 0;
    let db: string;
    let bucket: string;
    beforeEach(() => {
      db = `juliarun-setup-${process.pid}-${Date.now()}-${opened++}`;
      bucket = `${db} of ours`;
    });

    afterEach(() => influxdb2?.drop(db, [bucket, `${bucket}_totals`]));

    function open(retentionPolicy = 'default'): Promise<MetricsStore> {
      return openInflux({ section: { ...influxdb2?.section, bucket }, db, retentionPolicy });
    }

    async function setup(changes: Partial<StoreSettings> = {}): Promise<readonly string[]> {
      const settings = { ...influxSettings, ...changes };
      await using store = await open();
      const planned = await store.admin.plan(settings, calm);
      expect(await store.admin.setup(settings, calm)).toEqual(planned);
      expect(await store.admin.plan(settings, calm)).toEqual([]);
      expect(await store.admin.setup(settings, calm)).toEqual([]);
      return planned.map(({ action }) => action);
    }

    async function cleanup(): Promise<readonly string[]> {
      await using store = await open();
      const planned = await store.admin.planCleanup(calm);
      expect(await store.admin.cleanup(calm)).toEqual(planned);
      expect(await store.admin.planCleanup(calm)).toEqual([]);
      return planned.map(({ action }) => action);
    }

    /** Seconds that a bucket and its shards are kept. */
    async function rules(name: string): Promise<readonly unknown[] | undefined> {
      const found = (await askInfluxdb2(
        'GET',
        `/api/v2/buckets?limit=100&name=${encodeURIComponent(name)}`,
      ).catch(() => ({ buckets: [] }))) as { buckets: { retentionRules: Record<string, unknown>[] }[] };
      const [rule] = found.buckets[0]?.retentionRules ?? [];
      return rule && [rule['everySeconds'], rule['shardGroupDurationSeconds']];
    }

    async function mappings(): Promise<readonly unknown[]> {
      const { content } = (await askInfluxdb2('GET', `/api/v2/dbrps?db=${db}`)) as {
        content: Record<string, unknown>[];
      };
      const rows = content.map((one) => [one['retention_policy'], one['default'], one['virtual']]);
      return rows.toSorted((a, b) => (String(a) < String(b) ? -1 : 1));
    }

    async function makeBucket(name: string, everySeconds: number): Promise<string> {
      const { orgs } = (await askInfluxdb2('GET', '/api/v2/orgs')) as { orgs: { id: string }[] };
      const body = { orgID: orgs[0]?.id, name, retentionRules: [{ type: 'expire', everySeconds }] };
      return ((await askInfluxdb2('POST', '/api/v2/buckets', body)) as { id: string }).id;
    }

    test('makes buckets and the mappings that InfluxQL needs', async () => {
      expect(await setup()).toEqual([
        'create the bucket',
        'map InfluxQL to the bucket',
        'create the bucket',
        'map InfluxQL to the bucket',
      ]);
      expect(await rules(bucket)).toEqual(POINTS);
      expect(await rules(`${bucket}_totals`)).toEqual(TOTALS);
      expect(await mappings()).toEqual([
        ['default', true, false],
        ['default_totals', false, false],
      ]);
      expect(await cleanup()).toEqual(['delete the bucket']);
      expect(await rules(`${bucket}_totals`)).toBeUndefined();
      expect(await rules(bucket)).toEqual(POINTS);
    });

    test('alters a bucket that is there, and cleanup restores it, with the points', async () => {
      await makeBucket(bucket, 0);
      expect(await setup()).toContain('alter the bucket');
      expect(await setup({ retention: 40 * DAY })).toEqual(['alter the bucket']);
      await using store = await open();
      const series = { measurement: 'load', tags: tagsOf('a', 'b', 'b-c') };
      const time = new SystemClock().now();
      await store.write(columns([{ series, time, value: 1 }]), calm);
      const shorter = await store.admin.plan({ ...influxSettings, retention: 2 * DAY }, calm);
      expect(shorter).toMatchObject([{ shortens: { what: 'points', to: 2 * DAY } }]);
      expect(await cleanup()).toEqual(['restore the bucket', 'delete the bucket']);
      expect(await rules(bucket)).toEqual([0, 604_800]);
      const query = { measurements: ['load'], from: time, to: time + 1n };
      expect(await scanned(store, query)).toHaveLength(1);
    });

    test('what InfluxDB maps itself needs no mapping of ours, unless it is to be the default', async () => {
      bucket = `${db}/default`;
      expect(await setup({ defaultRetentionPolicy: false })).toEqual([
        'create the bucket',
        'create the bucket',
      ]);
      expect(await mappings()).toEqual([
        ['default', false, true],
        ['default_totals', false, true],
      ]);
      expect(await setup()).toEqual(['map InfluxQL to the bucket']);
      expect(await mappings()).toContainEqual(['default', true, false]);
      expect(await setup({ defaultRetentionPolicy: false })).toEqual([]);
    });

    test('"create" refuses a bucket with another definition, and a mapping to another bucket is never changed', async () => {
      const id = await makeBucket(bucket, 0);
      const create = { ...influxSettings, initRetentionPolicy: 'create' } as const;
      await using store = await open();
      await expect(store.admin.setup(create, calm)).rejects.toMatchObject({
        code: 'retention-policy-exists',
      });
      expect(await rules(bucket)).toEqual([0, 604_800]);
      await using other = await openInflux({ section: { ...influxdb2?.section, bucket: `${bucket} 2` }, db });
      const { orgs } = (await askInfluxdb2('GET', '/api/v2/orgs')) as { orgs: { id: string }[] };
      const place = { orgID: orgs[0]?.id, bucketID: id, database: db, retention_policy: 'default' };
      await askInfluxdb2('POST', '/api/v2/dbrps', { ...place, default: true });
      await expect(other.admin.plan(influxSettings, calm)).rejects.toMatchObject({
        remedy: 'conflict',
        message: expect.stringContaining(bucket),
      });
    });

    test('what is not set up is told, and so are a wrong token and a wrong organisation', async () => {
      await using store = await open();
      const points = columns([{ series: { measurement: 'm', tags: {} }, time: 1n, value: 1 }]);
      const period = { from: 0n, to: 10n ** 18n };
      const missing = { code: 'setup-missing', message: expect.stringContaining(bucket) };
      await expect(store.write(points, calm)).rejects.toMatchObject(missing);
      const scan = store.scan({ measurements: ['m'], ...period }, calm);
      await expect(Array.fromAsync(scan)).rejects.toMatchObject(missing);
      expect(await store.marks(period, calm)).toEqual([]);
      for (const [wrong, text] of [
        [{ token: 'nobody' }, 'correct accounting.influxdb.token'],
        [{ org: 'nowhere' }, 'organization name "nowhere" not found'],
      ] as const) {
        await using away = await openInflux({ section: { ...influxdb2?.section, bucket, ...wrong }, db });
        const expected = { code: 'store-away', message: expect.stringContaining(text) };
        await expect(away.write(points, calm)).rejects.toMatchObject(expected);
        await expect(away.admin.plan(influxSettings, calm)).rejects.toMatchObject(expected);
      }
    });
  });
}
