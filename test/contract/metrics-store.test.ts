import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { silentLog } from '../../src/lib/log.ts';
import { SystemClock } from '../../src/lib/system-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { createSqliteStore } from '../../src/stores/sqlite/create.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { metricsStoreContract } from './metrics-store-contract.ts';
import { expiryContract } from './metrics-store-expiry.ts';

const clock = new SystemClock();
const base = clock.now() - (clock.now() % 3_600_000_000_000n);

let folder: TemporaryFolder;
let opened = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

function openMemory(): Promise<MetricsStore> {
  return Promise.resolve(createMemoryStore());
}

function openSqlite(): Promise<MetricsStore> {
  const file = path.join(folder.path, `metrics-${opened++}.db`);
  return createSqliteStore({ path: file, shardDuration: 2 * 3_600_000, clock, log: silentLog });
}

metricsStoreContract('memory', openMemory, base);
expiryContract('memory', openMemory, base);
metricsStoreContract('sqlite', openSqlite, base);
expiryContract('sqlite', openSqlite, base);
