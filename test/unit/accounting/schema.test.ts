import { describe, expect, test } from 'vitest';
import { Accounting } from '../../../src/accounting/schema.ts';
import { stores } from '../../../src/stores/registry.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function problems(settings: Record<string, unknown>): readonly string[] {
  const result = Accounting.safeParse(settings);
  return result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the section accounting', () => {
  test('has the defaults of the manual', () => {
    expect(Accounting.parse({})).toMatchObject({
      collect_interval: 15_000,
      average: 10 * MINUTE,
      aggregate: HOUR,
      retention: 480 * HOUR,
      aggregate_retention: 400 * 24 * HOUR,
      late_horizon: 48 * HOUR,
      shard_duration: 48 * HOUR,
      tag_account_name: 'namespace_name',
      db: 'k8s',
      retention_policy: 'default',
      init_retention_policy: 'alter',
      default_retention_policy: true,
      prices: { cpu: 0, memory: 0, gpu: 0 },
    });
  });

  test("takes the manual's name of a tag, with a space", () => {
    expect(Accounting.parse({ tag_account_name: 'namespace name' }).tag_account_name).toBe('namespace_name');
  });

  test('a ratio must be that of the windows', () => {
    expect(problems({ aggregate_ratio: 6 })).toEqual([]);
    expect(problems({ average: '5m', aggregate_ratio: 12 })).toEqual([]);
    expect(problems({ aggregate_ratio: 12 })).toEqual([
      'aggregate_ratio: is 12, but aggregate / average is 6; correct it or leave it out',
    ]);
    expect(problems({ aggregate: '100m' })).toEqual(['aggregate: must be a multiple of 15m']);
    expect(problems({ average: '25m' })).toEqual(['aggregate: must be a multiple of average']);
  });

  test('a store can add its own section, and the windows are still checked', () => {
    const sqlite = stores['JuliaRun.LocalClusters.SQLiteAccounting'];
    const whole = Accounting.safeExtend({ [sqlite.section]: sqlite.schema.optional() });
    expect(whole.parse({ sqlite: { path: 'x.db' } })).toMatchObject({ sqlite: { path: 'x.db' } });
    expect(whole.safeParse({ aggregate_ratio: 5 }).success).toBe(false);
  });

  test('an InfluxDB of version 2 needs token, organisation and bucket', () => {
    const { schema } = stores['JuliaRun.KuberClusters.InfluxDBAccounting'];
    expect(schema.safeParse({ url: 'http://influx:8086' }).success).toBe(true);
    expect(schema.safeParse({ url: 'http://influx:8086', username: 'a' }).success).toBe(false);
    const bare = schema.safeParse({ url: 'http://influx:8086', version: 2, token: 't' });
    expect(bare.error?.issues.map(({ message }) => message)).toEqual([
      'has no "org", which version 2 needs',
      'has no "bucket", which version 2 needs',
    ]);
  });
});
