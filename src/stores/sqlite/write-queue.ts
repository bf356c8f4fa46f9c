import type { Series } from '../../accounting/points.ts';
import type { WindowMark } from '../../accounting/totals.ts';
import { Batcher } from '../../lib/batcher.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Thread } from '../../lib/thread.ts';
import type { Instant } from '../../lib/time.ts';
import type { TakenPoints } from '../take-points.ts';
import { PointsWrite } from './points-write.ts';
import type { SeriesCache } from './series-cache.ts';
import type { SettleTask, TaskAnswer, WriterCalls, WriteTask } from './store-calls.ts';
import type { TotalsColumns } from './totals/totals-chunks.ts';

/** Points of one commit: some 10 ms of the writer's time, and a few of the event loop's. */
const TOGETHER = 10_000;
/** Points that may wait, 50 MB. */
const WAITING = 2_000_000;
/** What a mark counts beside a point. */
const MARK = 4;

/** `settle`: the series that have ended, as the cache knows when it comes to it. The rest as the tasks. */
export type QueuedWrite =
  | { readonly kind: 'points'; readonly series: readonly Series[]; readonly points: TakenPoints }
  | { readonly kind: 'settle' }
  | { readonly kind: 'totals'; readonly columns: TotalsColumns }
  | { readonly kind: 'marks'; readonly marks: readonly WindowMark[] }
  | { readonly kind: 'expire'; readonly before: Instant }
  | { readonly kind: 'clear' }
  | { readonly kind: 'remove-totals'; readonly before: number };

type Prepared = PointsWrite | { readonly task: WriteTask };

/** All writes, one commit at a time; those that wait together share one. */
export class WriteQueue {
  readonly #writer: Thread<WriterCalls>;
  readonly #cache: SeriesCache;
  readonly #shardLength: bigint;
  readonly #clock: Clock;
  readonly #batcher: Batcher<QueuedWrite, TaskAnswer>;

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

  /**
   * Durable when resolved; of what goes in steps, one step: tells whether there is more to do. RetryableError:
   * nothing of it is stored; `busy` if too much waits.
   */
  async add(write: QueuedWrite): Promise<boolean> {
    return (await this.#batcher.add(write)).more;
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#batcher.idle();
  }

  async #commit(writes: readonly QueuedWrite[]): Promise<readonly TaskAnswer[]> {
    const prepared: Prepared[] = [];
    for (const write of writes) {
      prepared.push(this.#prepare(write));
      if (prepared.length < writes.length) await this.#clock.breathe();
    }
    const tasks = prepared.map(({ task }) => task);
    const buffers = prepared.flatMap((one) => ('buffers' in one ? one.buffers : []));
    const answers = await this.#writer.call('commit', [tasks], buffers);
    for (const [at, one] of prepared.entries()) if ('stored' in one) one.stored(answers[at]?.found ?? []);
    return answers;
  }

  #prepare(write: QueuedWrite): Prepared {
    if (write.kind === 'points') {
      return new PointsWrite(this.#cache, write.series, write.points, this.#shardLength);
    }
    if (write.kind === 'settle') return { task: settleTask(this.#cache) };
    if (write.kind === 'expire') this.#cache.forgetIds(write.before);
    return { task: write };
  }
}

function settleTask(cache: SeriesCache): SettleTask {
  const ended = cache.settle();
  const ids = Int32Array.from(ended, ({ id }) => id);
  return { kind: 'settle', ids, liveUntil: BigInt64Array.from(ended, ({ liveUntil }) => liveUntil) };
}

/** Only points and marks share commits: the rest takes long, or changes what points of the same commit go by. */
function weightOf(write: QueuedWrite): number {
  if (write.kind === 'points') return write.points.index.length;
  return write.kind === 'marks' ? write.marks.length * MARK : TOGETHER;
}
