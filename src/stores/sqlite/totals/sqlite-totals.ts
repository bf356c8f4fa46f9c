import type { Level, Owner, Total, WindowMark } from '../../../accounting/totals.ts';
import { abortable } from '../../../lib/abortable.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Answer } from '../../../lib/thread-calls.ts';
import type { Thread } from '../../../lib/thread.ts';
import type { Instant } from '../../../lib/time.ts';
import { ownerMatches } from '../../owner-matches.ts';
import type { ReaderCalls } from '../store-calls.ts';
import type { WriteQueue } from '../write-queue.ts';
import { codeOf } from './levels.ts';
import { OwnerSums } from './owner-sums.ts';
import type { StoredOwner } from './owners.ts';
import { partsOf } from './period-parts.ts';
import type { TotalsPlace } from './sum-step.ts';
import { chunksOf } from './totals-chunks.ts';
import { MARKS_A_STEP, marksOf } from './window-marks.ts';

/** Owners described in one call, few enough not to hold up the event loop. */
const OWNERS = 1_000;

type SumAnswer = Answer<ReaderCalls['sumStep']>;

/** Totals and marks, written and read in steps, so that commits and other reads need not wait for long. */
export class SqliteTotals {
  readonly #reader: Thread<ReaderCalls>;
  readonly #writes: WriteQueue;
  readonly #clock: Clock;

  constructor(o: { reader: Thread<ReaderCalls>; writes: WriteQueue; clock: Clock }) {
    this.#reader = o.reader;
    this.#writes = o.writes;
    this.#clock = o.clock;
  }

  /** As `MetricsStore.writeTotals`. */
  async write(rows: readonly Total[], marks: readonly WindowMark[], signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for await (const columns of chunksOf(rows, this.#clock)) {
      await abortable(this.#writes.add({ kind: 'totals', columns }), signal);
    }
    for (let from = 0; from < marks.length; from += MARKS_A_STEP) {
      const part = marks.slice(from, from + MARKS_A_STEP);
      await abortable(this.#writes.add({ kind: 'marks', marks: part }), signal);
    }
  }

  /** As `MetricsStore.sumTotals`. */
  async sum(
    { level, from, to, match = {} }: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    const sums = new OwnerSums();
    for (const part of partsOf(from, to)) {
      let after: TotalsPlace | undefined;
      do {
        signal.throwIfAborted();
        const query = { level: codeOf(level), part, ...(after && { after }) };
        const step: SumAnswer = await abortable(this.#reader.call('sumStep', [query]), signal);
        sums.add(step);
        after = step.next;
      } while (after !== undefined);
    }
    const totals: Total[] = [];
    for await (const { id, ...owner } of this.#describe(sums.owners, signal)) {
      if (ownerMatches(owner, match)) totals.push({ level, ...owner, start: from, end: to, ...sums.of(id) });
    }
    return totals;
  }

  /** As `MetricsStore.marks`. */
  async marks(
    { from, to }: { from: Instant; to: Instant },
    signal: AbortSignal,
  ): Promise<readonly WindowMark[]> {
    const marks: WindowMark[] = [];
    let next = from;
    for (;;) {
      signal.throwIfAborted();
      const part = marksOf(await abortable(this.#reader.call('marks', [next, to]), signal));
      marks.push(...part);
      const last = part.at(-1);
      if (last === undefined || part.length < MARKS_A_STEP) return marks;
      next = last.start + 1n;
    }
  }

  async *#describe(ids: readonly number[], signal: AbortSignal): AsyncGenerator<StoredOwner> {
    signal.throwIfAborted();
    for (let from = 0; from < ids.length; from += OWNERS) {
      const part = this.#reader.call('owners', [ids.slice(from, from + OWNERS)]);
      yield* await abortable(part, signal);
    }
  }
}
