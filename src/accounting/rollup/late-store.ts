import type { Clock } from '../../lib/clock.ts';
import { CodedError } from '../../lib/errors.ts';
import type { Millis } from '../../lib/time.ts';
import type { PointColumns, RefusedPoint } from '../points.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { StoreAdmin } from '../ports/store-admin.ts';
import { latePoints } from './late-points.ts';
import type { WindowBook } from './window-book.ts';

export interface LateStoreOptions {
  /** The LateStore's own from here on. */
  readonly store: MetricsStore;
  readonly book: WindowBook;
  readonly clock: Clock;
  /** How late a point may come and still be added up. Asked each time. */
  readonly horizon: () => Millis;
}

/** Points that came after their windows were added up, since the start. */
export interface LateCounts {
  /** They are added up again with their windows. */
  readonly late: number;
  /** Later than the horizon: stored, and in no total. */
  readonly tooLate: number;
}

/**
 * Tells the book of points that come late, so that their windows are added up again: before such a point is
 * written, what the store knows of its windows is that their totals count no more. All points have to be written
 * through here.
 */
export class LateStore implements MetricsStore {
  readonly admin: StoreAdmin;
  readonly #store: MetricsStore;
  readonly #book: WindowBook;
  readonly #clock: Clock;
  readonly #horizon: () => Millis;
  #counts: LateCounts = { late: 0, tooLate: 0 };

  constructor({ store, book, clock, horizon }: LateStoreOptions) {
    this.#store = store;
    this.#book = book;
    this.#clock = clock;
    this.#horizon = horizon;
    const { admin } = store;
    this.admin = {
      plan: (settings, signal) => admin.plan(settings, signal),
      setup: (settings, signal) => admin.setup(settings, signal),
      planCleanup: (signal) => admin.planCleanup(signal),
      cleanup: (signal) => book.forgetAfter(() => admin.cleanup(signal)),
      expire: (settings, now, signal) => admin.expire(settings, now, signal),
      oldestPoint: (signal) => admin.oldestPoint(signal),
      oldestTotal: (signal) => admin.oldestTotal(signal),
    };
  }

  get counts(): LateCounts {
    return this.#counts;
  }

  /** Rejects as the store does, also where it fails to learn which windows the points belong to. */
  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    await withoutTotals(() => this.#book.load(signal));
    return await this.#book.writes.run(async () => {
      // nothing is awaited between the book's look at what is under way and this
      const { touches, late, tooLate } = this.#lateIn(batch);
      const windows = this.#book.touch(touches);
      await withoutTotals(
        () => this.#book.say(windows, signal),
        () => this.#book.forget(),
      );
      const refused = await this.#store.write(batch, signal);
      this.#counts = { late: this.#counts.late + late, tooLate: this.#counts.tooLate + tooLate };
      return refused;
    });
  }

  newest: MetricsStore['newest'] = (query, signal) => this.#store.newest(query, signal);
  scan: MetricsStore['scan'] = (query, signal) => this.#store.scan(query, signal);
  writeTotals: MetricsStore['writeTotals'] = (rows, marks, signal) =>
    this.#store.writeTotals(rows, marks, signal);
  sumTotals: MetricsStore['sumTotals'] = (query, signal) => this.#store.sumTotals(query, signal);

  /** Whoever asks for marks reads points next: which intervals were in force before the start is known from here on. */
  marks: MetricsStore['marks'] = async (query, signal) => {
    await this.#book.load(signal);
    return await this.#store.marks(query, signal);
  };

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#store[Symbol.asyncDispose]();
  }

  #lateIn(batch: PointColumns): ReturnType<typeof latePoints> {
    const { end, seen, oldest } = this.#book;
    if (end === undefined) return { touches: new Map(), late: 0, tooLate: 0 };
    return latePoints(batch, { end, seen, oldest, now: this.#clock.now(), horizon: this.#horizon() });
  }
}

/** Where setup has not made room for totals there are none, and points come without. */
async function withoutTotals(act: () => Promise<void>, missing?: () => void): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'setup-missing') throw error;
    missing?.();
  }
}
