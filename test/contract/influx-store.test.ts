import { afterAll, beforeAll, describe } from 'vitest';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { findProgram } from '../services/find-program.ts';
import { influxdb1, influxdb2 } from '../services/influxdb-by-url.ts';
import { startInfluxd, type Influxd } from '../services/influxd.ts';
import { influxd as program } from '../services/programs.ts';
import { openInfluxSetUp } from '../support/influx-store.ts';
import { metricsStoreContract } from './metrics-store-contract.ts';

const clock = new SystemClock();
const base = clock.now() - (clock.now() % 3_600_000_000_000n);
let opened = 0;

describe.runIf(await findProgram(program))('a server of its own', () => {
  let server: Influxd;
  beforeAll(async () => {
    server = await startInfluxd();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  metricsStoreContract(
    'InfluxDB 1.x',
    () => openInfluxSetUp({ section: { url: server.url }, db: `db${opened++}` }),
    base,
  );
});

for (const [version, server] of [
  ['InfluxDB 1.x', influxdb1],
  ['InfluxDB 2.x', influxdb2],
] as const) {
  if (server === undefined) continue;
  describe('a server by its URL', () => {
    const made: string[] = [];
    afterAll(async () => {
      for (const db of made) await server.drop(db, [`${db}/default`, `${db}/default_totals`]);
    });

    metricsStoreContract(
      version,
      () => {
        const db = `juliarun-test-${process.pid}-${Date.now()}-${opened++}`;
        made.push(db);
        return openInfluxSetUp({ section: { ...server.section, bucket: `${db}/default` }, db });
      },
      base,
    );
  });
}
