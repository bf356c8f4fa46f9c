import type { MetricsStore } from './ports/metrics-store.ts';
import type { PointColumns, RefusedPoint } from './points.ts';

/** Passes everything on to a store and counts the points written, and the writes that failed, for the service's own metrics. */
export class CountedStore implements MetricsStore {
  readonly #store: MetricsStore;
  #recorded = 0;
  #failures = 0;

  constructor(store: MetricsStore) {
    this.#store = store;
  }

  /** Since the start; refused points are not counted. */
  get counts(): { readonly recorded: number; readonly failures: number } {
    return { recorded: this.#recorded, failures: this.#failures };
  }

  get admin(): MetricsStore['admin'] {
    return this.#store.admin;
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    const points = batch.index.length; // the store takes the columns away
    try {
      const refused = await this.#store.write(batch, signal);
      this.#recorded += points - refused.length;
      return refused;
    } catch (error) {
      this.#failures++;
      throw error;
    }
  }

  newest: MetricsStore['newest'] = (query, signal) => this.#store.newest(query, signal);
  scan: MetricsStore['scan'] = (query, signal) => this.#store.scan(query, signal);
  writeTotals: MetricsStore['writeTotals'] = (rows, signal) => this.#store.writeTotals(rows, signal);
  sumTotals: MetricsStore['sumTotals'] = (query, signal) => this.#store.sumTotals(query, signal);

  [Symbol.asyncDispose](): PromiseLike<void> {
    return this.#store[Symbol.asyncDispose]();
  }
}
