import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { findProgram } from '../services/find-program.ts';
import { startInfluxd } from '../services/influxd.ts';
import { influxd } from '../services/programs.ts';
import { influxSettings, openInflux } from '../support/influx-store.ts';
import { calm } from '../support/points.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { events, Life } from '../unit/accounting/rollup/life.ts';
import { arrivals } from '../unit/accounting/rollup/random-history.ts';

const DAY = 86_400_000;
const influxdIsThere = (await findProgram(influxd)) !== undefined;
const runs = { numRuns: Number(process.env['RUNS'] ?? 8) };

/** Lives of random histories, each on a store of its own that is empty. Gives how many left points behind. */
async function live(open: () => Promise<MetricsStore>): Promise<number> {
  let kept = 0;
  await fc.assert(
    fc.asyncProperty(arrivals, events, async (batches, happens) => {
      await using store = await open();
      expect(await new Life(batches, happens, store).live()).toEqual([]);
      if ((await store.admin.oldestPoint(calm)) !== undefined) kept++;
    }),
    runs,
  );
  return kept;
}

describe('totals are the direct integral over all points, whatever happened on the way', () => {
  it('on SQLite', async () => {
    await using folder = await temporaryFolder();
    let opened = 0;
    const kept = await live(() =>
      createSqliteStore({
        path: path.join(folder.path, `${opened++}.db`),
        shardDuration: DAY / 12,
        clock: new SystemClock(),
        log: silentLog,
      }),
    );
    expect(kept).toBeGreaterThan(0);
  });

  it.runIf(influxdIsThere)('on InfluxDB 1.x', async () => {
    await using server = await startInfluxd();
    let opened = 0;
    // the histories are old
    const kept10Years = {
      ...influxSettings,
      retention: 3_650 * DAY,
      aggregateRetention: 3_650 * DAY,
      shardDuration: 7 * DAY,
    };
    const kept = await live(async () => {
      const store = await openInflux({ section: { url: server.url }, db: `db${opened++}` });
      await store.admin.setup(kept10Years, calm);
      return store;
    });
    expect(kept).toBeGreaterThan(0);
  });
});
