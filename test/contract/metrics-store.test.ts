import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { metricsStoreContract } from './metrics-store-contract.ts';

const clock = new SystemClock();
const base = clock.now() - (clock.now() % 3_600_000_000_000n);

metricsStoreContract('memory', () => Promise.resolve(createMemoryStore()), base);

let folder: TemporaryFolder;
let opened = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

metricsStoreContract(
  'sqlite',
  () => {
    const file = path.join(folder.path, `metrics-${opened++}.db`);
    return createSqliteStore({ path: file, shardDuration: 2 * 3_600_000, clock, log: silentLog });
  },
  base,
);
