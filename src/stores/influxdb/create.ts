import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { Administration1 } from './administration-1.ts';
import { Administration2 } from './administration-2.ts';
import type { Administration } from './administration.ts';
import { BucketsApi } from './buckets-api.ts';
import { InfluxConnection } from './connection.ts';
import { createAgent } from './create-agent.ts';
import { InfluxAdmin } from './influx-admin.ts';
import { InfluxMetricsStore } from './influx-metrics-store.ts';
import { LineWriter } from './line-writer.ts';
import type { Place } from './place.ts';
import type { InfluxStore } from './schema.ts';
import { SetupMemory } from './setup-memory.ts';
import { TotalsStore } from './totals-store.ts';
import { Turns } from './turns.ts';

export interface InfluxStoreOptions {
  readonly config: InfluxStore;
  readonly db: string;
  readonly retentionPolicy: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Asks nothing of the server yet, so that it may be away. InvalidError if a file of certificates cannot be read. */
export async function createInfluxStore({
  config,
  db,
  retentionPolicy: rp,
  clock,
  log,
}: InfluxStoreOptions): Promise<MetricsStore> {
  const place: Place = { db, rp, totalsRp: `${rp}_totals` };
  const { org = '', bucket = '' } = config;
  const buckets = { points: bucket, totals: `${bucket}_totals` };
  const agent = await createAgent(config);
  const words = config.version === 1 ? `database "${db}"` : `bucket "${bucket}"`;
  const turns = new Turns(clock);
  const connection = new InfluxConnection({ config, agent, place: words, clock, turns });
  const writers =
    config.version === 1
      ? {
          points: new LineWriter({ connection, path: writePath('/write', { db, rp }) }),
          totals: new LineWriter({ connection, path: writePath('/write', { db, rp: place.totalsRp }) }),
        }
      : {
          points: new LineWriter({ connection, path: writePath('/api/v2/write', { org, bucket }) }),
          totals: new LineWriter({
            connection,
            path: writePath('/api/v2/write', { org, bucket: buckets.totals }),
          }),
        };
  const totals = new TotalsStore({ connection, place, writer: writers.totals });
  const memory = new SetupMemory({ connection, place, writer: writers.totals });
  const administration: Administration =
    config.version === 1
      ? new Administration1({ connection, place, memory })
      : new Administration2({ api: new BucketsApi({ connection, org }), place, memory, buckets });
  const admin = new InfluxAdmin({ administration, connection, place, totals, log });
  return new InfluxMetricsStore({ connection, place, writers, totals, admin, turns });
}

function writePath(path: string, where: Readonly<Record<string, string>>): string {
  return `${path}?${new URLSearchParams({ ...where, precision: 'ns' }).toString()}`;
}
