import type { AdminStep, StoreAdmin, StoreSettings } from '../../accounting/ports/store-admin.ts';
import { abortable } from '../../lib/abortable.ts';
import type { Thread } from '../../lib/thread.ts';
import { later, toRfc3339, type Instant } from '../../lib/time.ts';
import type { ReaderCalls } from './store-calls.ts';
import { DAY, instantOf, secondsBefore, startOf } from './totals/grains.ts';
import type { QueuedWrite, WriteQueue } from './write-queue.ts';

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

  async planCleanup(signal: AbortSignal): Promise<readonly AdminStep[]> {
    signal.throwIfAborted();
    const { first, marks } = await abortable(this.#reader.call('totalsKept', []), signal);
    if (first === undefined && marks === 0) return [];
    const since = first === undefined ? '' : ` of the time since ${toRfc3339(instantOf(first))}`;
    return [{ action: 'delete totals', detail: `all totals${since}, and the marks of ${marks} windows` }];
  }

  async cleanup(signal: AbortSignal): Promise<readonly AdminStep[]> {
    const steps = await this.planCleanup(signal);
    // what is written from now on may stay
    const { last } = await this.#reader.call('totalsKept', []);
    if (steps.length > 0) {
      const before = last === undefined ? Number.MAX_SAFE_INTEGER : startOf(DAY, last) + DAY.seconds;
      await this.#repeat({ kind: 'remove-totals', before }, signal);
    }
    return steps;
  }

  /** Points go by whole shards, totals by whole days: some stay for up to that much longer. */
  async expire(settings: StoreSettings, now: Instant, signal: AbortSignal): Promise<void> {
    const before = later(now, -settings.retention);
    await this.#repeat({ kind: 'expire', before }, signal);
    await this.#repeat({ kind: 'clear' }, signal);
    const kept = startOf(DAY, secondsBefore(later(now, -settings.aggregateRetention)));
    await this.#repeat({ kind: 'remove-totals', before: kept }, signal);
  }

  async oldestPoint(signal: AbortSignal): Promise<Instant | undefined> {
    signal.throwIfAborted();
    return await abortable(this.#reader.call('oldestPoint', []), signal);
  }

  async oldestTotal(signal: AbortSignal): Promise<Instant | undefined> {
    signal.throwIfAborted();
    const { first } = await abortable(this.#reader.call('totalsKept', []), signal);
    return first === undefined ? undefined : instantOf(first);
  }

  /** Step by step, so that points need not wait for long; what is left undone is done the next time. */
  async #repeat(write: QueuedWrite, signal: AbortSignal): Promise<void> {
    let more = true;
    while (more) {
      signal.throwIfAborted();
      more = await abortable(this.#writes.add(write), signal);
    }
  }
}
