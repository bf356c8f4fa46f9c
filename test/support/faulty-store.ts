import type { PointColumns, RefusedPoint } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { RetryableError } from '../../src/lib/errors.ts';
import type { Millis } from '../../src/lib/time.ts';

/**
 * What becomes of calls: answered; refused at once; answered with an error though the write was done; never
 * answered, without or with the write being done; refused for want of a setup.
 */
export type Fault = 'none' | 'refuses' | 'fails-late' | 'hangs' | 'hangs-late' | 'setup-missing';

/** Passes calls on to a store, or not. */
export class FaultyStore implements MetricsStore {
  fault: Fault = 'none';
  /** How long the next write takes. */
  latency: () => Millis = () => 0;
  /** Of every write that reached it, how many points. */
  readonly writes: number[] = [];
  /** The most writes that were under way at once. */
  most = 0;
  readonly #store: MetricsStore;
  readonly #clock: Clock;
  #underWay = 0;

  constructor(store: MetricsStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  get admin(): MetricsStore['admin'] {
    return this.#store.admin;
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    this.writes.push(batch.index.length);
    this.most = Math.max(this.most, ++this.#underWay);
    try {
      const { fault } = this;
      const latency = this.latency();
      if (latency > 0) await this.#clock.sleep(latency, signal);
      return await this.#faulty(fault, () => this.#store.write(batch, signal));
    } finally {
      this.#underWay--;
    }
  }

  newest: MetricsStore['newest'] = (query, signal) =>
    this.#faulty(this.fault, () => this.#store.newest(query, signal));
  scan: MetricsStore['scan'] = (query, signal) => this.#store.scan(query, signal);
  writeTotals: MetricsStore['writeTotals'] = (rows, marks, signal) =>
    this.#faulty(this.fault, () => this.#store.writeTotals(rows, marks, signal));
  sumTotals: MetricsStore['sumTotals'] = (query, signal) =>
    this.#faulty(this.fault, () => this.#store.sumTotals(query, signal));
  marks: MetricsStore['marks'] = (query, signal) =>
    this.#faulty(this.fault, () => this.#store.marks(query, signal));

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#store[Symbol.asyncDispose]();
  }

  async #faulty<T>(fault: Fault, run: () => Promise<T>): Promise<T> {
    switch (fault) {
      case 'none':
        return run();
      case 'refuses':
        throw new RetryableError('store-away', 'connection refused');
      case 'setup-missing':
        throw new RetryableError('setup-missing', 'the database is missing');
      case 'fails-late':
        await run();
        throw new RetryableError('store-away', 'connection reset');
      case 'hangs':
        return await new Promise<never>(() => {});
      case 'hangs-late':
        await run();
        return await new Promise<never>(() => {});
    }
  }
}
