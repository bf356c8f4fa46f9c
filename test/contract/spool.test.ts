import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { silentLog } from '../../src/lib/log.ts';
import { createMemorySpool } from '../../src/stores/memory/memory-spool.ts';
import { createSqliteSpool } from '../../src/stores/sqlite/spool/create.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { spoolContract } from './spool-contract.ts';

let folder: TemporaryFolder;
let opened = 0;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

spoolContract('memory', (o) => Promise.resolve(createMemorySpool(o)));

spoolContract('sqlite', ({ clock, max = 2 ** 30 }) => {
  const file = path.join(folder.path, `spool-${opened++}.db`);
  return createSqliteSpool({ path: file, max, clock, log: silentLog });
});
