import { InfluxStore } from './influxdb/schema.ts';
import { NoStore } from './none/schema.ts';
import { SqliteStore } from './sqlite/schema.ts';

/** The stores by their `accountingtype`: the section of `accounting` that is theirs, what it may say, and how to load them. */
export const stores = {
  'JuliaRun.LocalClusters.SQLiteAccounting': {
    section: 'sqlite',
    schema: SqliteStore,
    load: () => import('./sqlite/create.ts'),
  },
  'JuliaRun.KuberClusters.InfluxDBAccounting': {
    section: 'influxdb',
    schema: InfluxStore,
    load: () => import('./influxdb/create.ts'),
  },
  'JuliaRun.KuberClusters.NoAccounting': {
    schema: NoStore,
    load: () => import('./none/create.ts'),
  },
} as const;

export type StoreName = keyof typeof stores;
