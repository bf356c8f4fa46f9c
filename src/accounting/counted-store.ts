import type { Clock } from '../lib/clock.ts';
import { DurationHistogram } from '../lib/duration-histogram.ts';
import { messageOf } from '../lib/errors.ts';
import type { Millis } from '../lib/time.ts';
import type { PointColumns, RefusedPoint } from './points.ts';
import type { MetricsStore } from './ports/metrics-store.ts';

/** Of writes of points, since the start. */
export interface WriteCounts {
  /** Points that came to be written. */
  readonly received: number;
  /** Points that are durable. */
  readonly recorded: number;
  /** Points that the store did not take. */
  readonly refused: number;
  /** Writes that failed. */
  readonly failures: number;
  /** Why the last write failed; undefined if it did not. */
  readonly failing: string | undefined;
  readonly durations: DurationHistogram;
}

const BUCKETS: readonly Millis[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000];

/** Passes everything on to a store, and counts and times what is written, for the service's own metrics. */
export class CountedStore implements MetricsStore {
  readonly #store: MetricsStore;
  readonly #clock: Clock;
  readonly #durations = new DurationHistogram(BUCKETS);
  #received = 0;
  #recorded = 0;
  #refused = 0;
  #failures = 0;
  #failing: string | undefined;

  constructor({ store, clock }: { store: MetricsStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
  }

  get counts(): WriteCounts {
    return {
      received: this.#received,
      recorded: this.#recorded,
      refused: this.#refused,
      failures: this.#failures,
      failing: this.#failing,
      durations: this.#durations,
    };
  }

  get admin(): MetricsStore['admin'] {
    return this.#store.admin;
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    const began = this.#clock.monotonic();
    const points = batch.index.length; // the store takes the columns away
    this.#received += points;
    try {
      const refused = await this.#store.write(batch, signal);
      this.#recorded += points - refused.length;
      this.#refused += refused.length;
      this.#failing = undefined;
      return refused;
    } catch (error) {
      this.#failures++;
      this.#failing = messageOf(error);
      throw error;
    } finally {
      this.#durations.observe(this.#clock.monotonic() - began);
    }
  }

  newest: MetricsStore['newest'] = (query, signal) => this.#store.newest(query, signal);
  scan: MetricsStore['scan'] = (query, signal) => this.#store.scan(query, signal);
  writeTotals: MetricsStore['writeTotals'] = (rows, marks, signal) =>
    this.#store.writeTotals(rows, marks, signal);
  sumTotals: MetricsStore['sumTotals'] = (query, signal) => this.#store.sumTotals(query, signal);
  marks: MetricsStore['marks'] = (query, signal) => this.#store.marks(query, signal);

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#store[Symbol.asyncDispose]();
  }
}
