import { join } from 'node:path';
import type { MetricsStore } from '../accounting/ports/metrics-store.ts';
import type { ClusterParts } from '../clusters/cluster-parts.ts';
import { clusters } from '../clusters/registry.ts';
import type { Config } from '../config/parse-config.ts';
import type { Clock } from '../lib/clock.ts';
import { InvalidError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { stores } from '../stores/registry.ts';

/** InvalidError `no-adapter` for what the configuration may say, but this version cannot do. */
export function refuseUnbuilt(config: Config): void {
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

export async function openCluster(config: Config, clock: Clock, log: Log): Promise<ClusterParts> {
  if (config.clustertype !== 'JuliaRun.LocalClusters.LocalCluster')
    throw notYet('clustertype', config.clustertype);
  const { createLocalCluster } = await clusters[config.clustertype].load();
  return createLocalCluster({ config, clock, log });
}

export async function openStore(config: Config, clock: Clock, log: Log): Promise<MetricsStore> {
  if (config.accountingtype !== 'JuliaRun.LocalClusters.SQLiteAccounting') {
    throw notYet('accountingtype', config.accountingtype);
  }
  const { createSqliteStore } = await stores[config.accountingtype].load();
  const { sqlite, shard_duration: shardDuration } = config.accounting;
  const state = 'state' in config.compute ? config.compute.state : '.juliarun';
  const path = sqlite.path ?? join(state, 'metrics.db');
  return createSqliteStore({ path, shardDuration, clock, log });
}

function notYet(key: string, what: string): InvalidError {
  const message = `${key} has "${what}", which this version can check but not run; remove it or choose another`;
  return new InvalidError('no-adapter', message);
}
