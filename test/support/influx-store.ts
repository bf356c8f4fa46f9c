import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { StoreSettings } from '../../src/accounting/ports/store-admin.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { silentLog, type Log } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createInfluxStore } from '../../src/stores/influxdb/create.ts';
import { influxConfig } from './influx-config.ts';
import { calm } from './points.ts';

const HOUR = 3_600_000;

export const influxSettings: StoreSettings = {
  retention: 480 * HOUR,
  shardDuration: 48 * HOUR,
  aggregateRetention: 400 * 24 * HOUR,
  replication: 1,
  initRetentionPolicy: 'alter',
  defaultRetentionPolicy: true,
};

export interface InfluxTestStore {
  /** The section `influxdb` of the configuration. */
  readonly section: Readonly<Record<string, unknown>>;
  readonly db: string;
  readonly retentionPolicy?: string;
  readonly clock?: Clock;
  readonly log?: Log;
}

/** A store as the configuration says, on a database that need not be there. */
export function openInflux({
  section,
  db,
  retentionPolicy = 'default',
  clock = new SystemClock(),
  log = silentLog,
}: InfluxTestStore): Promise<MetricsStore> {
  return createInfluxStore({ config: influxConfig(section), db, retentionPolicy, clock, log });
}

/** The same, set up. */
export async function openInfluxSetUp(options: InfluxTestStore): Promise<MetricsStore> {
  const store = await openInflux(options);
  await store.admin.setup(influxSettings, calm);
  return store;
}
