import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MetricsStore } from '../accounting/ports/metrics-store.ts';
import type { Spool } from '../accounting/ports/spool.ts';
import type { ClusterParts } from '../clusters/cluster-parts.ts';
import { clusters } from '../clusters/registry.ts';
import type { Config } from '../config/parse-config.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { InfluxStore } from '../stores/influxdb/schema.ts';
import { stores } from '../stores/registry.ts';

export const INFLUXDB = 'JuliaRun.KuberClusters.InfluxDBAccounting';
export const NONE = 'JuliaRun.KuberClusters.NoAccounting';

/** InvalidError `no-adapter` for what the configuration may say, but this version cannot do. */
export function refuseUnbuilt(config: Config): void {
  checkStore(config);
  const { scalingtype, queues, prometheus, quotas, loggertype, server } = config;
  if (scalingtype !== 'JuliaRun.KuberClusters.NoScaling') throw notYet('scalingtype', scalingtype);
  if (loggertype !== undefined) throw notYet('loggertype', loggertype);
  for (const [section, entries] of Object.entries({ queues, prometheus, quotas })) {
    const name = Object.keys(entries)[0];
    if (name !== undefined) throw notYet(section, name);
  }
  for (const key of ['tls', 'auth', 'proxy'] as const) {
    if (server[key] !== undefined) throw notYet('server', key);
  }
}

/** InvalidError if the configuration does not say where the store is. */
export function checkStore(config: Config): void {
  if (config.accountingtype === INFLUXDB) influxSection(config);
}

export async function openCluster(config: Config, clock: Clock, log: Log): Promise<ClusterParts> {
  if (config.clustertype !== 'JuliaRun.LocalClusters.LocalCluster')
    throw notYet('clustertype', config.clustertype);
  const { createLocalCluster } = await clusters[config.clustertype].load();
  return createLocalCluster({ config, clock, log });
}

/** InvalidError if the configuration does not say where the store is. */
export async function openStore(config: Config, clock: Clock, log: Log): Promise<MetricsStore> {
  const { accountingtype, accounting } = config;
  if (accountingtype === NONE) {
    const { createLiveStore } = await stores[NONE].load();
    return createLiveStore({ clock });
  }
  if (accountingtype === INFLUXDB) {
    const { createInfluxStore } = await stores[INFLUXDB].load();
    const { db, retention_policy: retentionPolicy } = accounting;
    return createInfluxStore({ config: influxSection(config), db, retentionPolicy, clock, log });
  }
  const { createSqliteStore } = await stores[accountingtype].load();
  const { shard_duration: shardDuration } = accounting;
  return createSqliteStore({ path: metricsFile(config), shardDuration, clock, log });
}

/** Bytes of the store, if it is a file of ours. */
export async function storeSize(config: Config): Promise<number | undefined> {
  if (config.accountingtype === INFLUXDB || config.accountingtype === NONE) return undefined;
  const file = metricsFile(config);
  const parts = [stat(file), stat(`${file}-wal`).catch(() => undefined)];
  return (await Promise.all(parts)).reduce((sum, part) => sum + (part?.size ?? 0), 0);
}

/** Where points wait while the store is away. */
export async function openSpool(config: Config, clock: Clock, log: Log): Promise<Spool> {
  const { createSqliteSpool } = await import('../stores/sqlite/spool/create.ts');
  const { path = join(stateFolder(config), 'spool.db'), max } = config.accounting.spool;
  return createSqliteSpool({ path, max, clock, log });
}

function metricsFile(config: Config): string {
  return config.accounting.sqlite.path ?? join(stateFolder(config), 'metrics.db');
}

/** Where the service keeps what it has to know again. */
function stateFolder({ compute }: Config): string {
  return 'state' in compute ? compute.state : '.juliarun';
}

function influxSection({ accounting }: Config): InfluxStore {
  if (accounting.influxdb !== undefined) return accounting.influxdb;
  const message = `accounting has no section "influxdb", which ${INFLUXDB} needs: { "influxdb": { "url": "http://..." } }`;
  throw new InvalidError('no-influxdb', message);
}

function notYet(key: string, what: string): InvalidError {
  const message = `${key} has "${what}", which this version can check but not run; remove it or choose another`;
  return new InvalidError('no-adapter', message);
}
