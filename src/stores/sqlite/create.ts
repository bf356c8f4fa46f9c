import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { startThreads } from '../../lib/sqlite/start-threads.ts';
import { toNanos, type Millis } from '../../lib/time.ts';
import { SqliteMetricsStore } from './sqlite-metrics-store.ts';
import type { ReaderCalls, StoreThreadData, WriterCalls } from './store-calls.ts';

export interface SqliteStoreOptions {
  readonly path: string;
  /** The time that one table of points holds; old points go a table at a time. */
  readonly shardDuration: Millis;
  readonly clock: Clock;
  readonly log: Log;
}

/** Opens the store, creating or migrating its file. Errors as of `openSqlite`. */
export async function createSqliteStore({
  path,
  shardDuration,
  clock,
  log,
}: SqliteStoreOptions): Promise<MetricsStore> {
  const shardLength = toNanos(shardDuration);
  const data: StoreThreadData = { path, shardLength };
  const threads = await startThreads<WriterCalls, ReaderCalls>({
    writer: { file: new URL('./writer-thread.ts', import.meta.url), data },
    reader: { file: new URL('./reader-thread.ts', import.meta.url), data },
  });
  return new SqliteMetricsStore({ threads, shardLength, clock, log });
}
