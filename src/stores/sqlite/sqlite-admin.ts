import type { AdminStep, StoreAdmin, StoreSettings } from '../../accounting/ports/store-admin.ts';
import { abortable } from '../../lib/abortable.ts';
import type { Thread } from '../../lib/thread.ts';
import { later, type Instant } from '../../lib/time.ts';
import type { ReaderCalls } from './store-calls.ts';
import type { WriteQueue } from './write-queue.ts';

/** The store makes its tables on opening, so that there is never anything to set up. */
export class SqliteAdmin implements StoreAdmin {
  readonly #reader: Thread<ReaderCalls>;
  readonly #writes: WriteQueue;

  constructor(o: { reader: Thread<ReaderCalls>; writes: WriteQueue }) {
    this.#reader = o.reader;
    this.#writes = o.writes;
  }

  plan(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  setup(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  async cleanup(signal: AbortSignal): Promise<readonly AdminStep[]> {
    signal.throwIfAborted();
    const [removed = 0] = await abortable(this.#writes.add({ kind: 'cleanup' }), signal);
    return removed === 0 ? [] : [{ action: 'delete totals', detail: `${removed} totals` }];
  }

  /** Points go by whole shards: some stay for up to a shard's length longer. */
  async expire(settings: StoreSettings, now: Instant, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const points = later(now, -settings.retention);
    const totals = later(now, -settings.aggregateRetention);
    await abortable(this.#writes.add({ kind: 'expire', points, totals }), signal);
  }

  async oldestPoint(signal: AbortSignal): Promise<Instant | undefined> {
    signal.throwIfAborted();
    return await abortable(this.#reader.call('oldestPoint', []), signal);
  }
}
