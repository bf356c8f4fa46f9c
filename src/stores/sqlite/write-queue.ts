import type { Series } from '../../accounting/points.ts';
import type { Total } from '../../accounting/totals.ts';
import { Batcher } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Thread } from '../../lib/thread.ts';
import type { Instant } from '../../lib/time.ts';
import type { TakenPoints } from '../take-points.ts';
import { PointsWrite } from './points-write.ts';
import type { SeriesCache } from './series-cache.ts';
import type { WriterCalls, WriteTask } from './store-calls.ts';

/** Points of one commit: some 10 ms of the writer's time, and a few of the event loop's. */
const TOGETHER = 10_000;
/** Points that may wait, 50 MB. */
const WAITING = 2_000_000;

export type QueuedWrite =
  | { readonly kind: 'points'; readonly series: readonly Series[]; readonly points: TakenPoints }
  | { readonly kind: 'totals'; readonly rows: readonly Total[] }
  | { readonly kind: 'expire'; readonly points: Instant; readonly totals: Instant }
  | { readonly kind: 'cleanup' };

type Prepared = PointsWrite | { readonly task: WriteTask };

/** All writes, one commit at a time; those that wait together share one. */
export class WriteQueue {
  readonly #writer: Thread<WriterCalls>;
  readonly #cache: SeriesCache;
  readonly #shardLength: bigint;
  readonly #clock: Clock;
  readonly #batcher: Batcher<QueuedWrite, readonly number[]>;

  constructor(o: { writer: Thread<WriterCalls>; cache: SeriesCache; shardLength: bigint; clock: Clock }) {
    this.#writer = o.writer;
    this.#cache = o.cache;
    this.#shardLength = o.shardLength;
    this.#clock = o.clock;
    this.#batcher = new Batcher({
      run: (writes) => this.#commit(writes),
      weigh: weightOf,
      together: TOGETHER,
      waiting: WAITING,
    });
  }

  /** Durable when resolved. RetryableError: nothing of it is stored; `busy` if too much waits. */
  async add(write: QueuedWrite): Promise<readonly number[]> {
    return await this.#batcher.add(write);
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#batcher.idle();
  }

  async #commit(writes: readonly QueuedWrite[]): Promise<readonly (readonly number[])[]> {
    const prepared: Prepared[] = [];
    for (const write of writes) {
      prepared.push(this.#prepare(write));
      if (prepared.length < writes.length) await this.#clock.breathe();
    }
    const tasks = prepared.map(({ task }) => task);
    const buffers = prepared.flatMap((one) => ('buffers' in one ? one.buffers : []));
    const answers = await this.#writer.call('commit', [tasks], buffers);
    for (const [at, one] of prepared.entries()) if ('stored' in one) one.stored(answers[at] ?? []);
    return answers;
  }

  #prepare(write: QueuedWrite): Prepared {
    if (write.kind === 'points') {
      return new PointsWrite(this.#cache, write.series, write.points, this.#shardLength);
    }
    if (write.kind === 'expire') this.#cache.forgetIds(write.points);
    return { task: write };
  }
}

/** Expiry goes alone: it takes ids away that points of the same commit may use. */
function weightOf(write: QueuedWrite): number {
  if (write.kind === 'points') return write.points.index.length;
  return write.kind === 'totals' ? write.rows.length : TOGETHER;
}
