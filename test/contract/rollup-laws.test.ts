import path from 'node:path';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { events, Life } from '../unit/accounting/rollup/life.ts';
import { arrivals } from '../unit/accounting/rollup/random-history.ts';

it('totals on SQLite are the direct integral over all points, whatever happened on the way', async () => {
  await fc.assert(
    fc.asyncProperty(arrivals, events, async (batches, happens) => {
      await using folder = await temporaryFolder();
      await using store = await createSqliteStore({
        path: path.join(folder.path, 'metrics.db'),
        shardDuration: 2 * 3_600_000,
        clock: new SystemClock(),
        log: silentLog,
      });
      expect(await new Life(batches, happens, store).live()).toEqual([]);
    }),
    { numRuns: Number(process.env['RUNS'] ?? 10) },
  );
});
