import type { PointColumns, RefusedPoint } from '../../../../src/accounting/points.ts';
import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import { FatalError, RetryableError } from '../../../../src/lib/errors.ts';

/**
 * Passes calls on to a store, after a while and not always: with luck below `failing` a call is refused, half of
 * these after it was done. Luck is asked anew for each decision.
 */
export class UnreliableStore implements MetricsStore {
  /** From 0, never, to 1, always. */
  failing = 0;
  /** Calls that were answered well. */
  readonly calls: { readonly name: string; readonly of: unknown }[] = [];
  /** Called before each call is passed on. */
  before: (name: string) => Promise<void> | void = () => {};
  readonly #store: MetricsStore;
  readonly #luck: () => number;
  #killed = false;

  constructor(store: MetricsStore, luck: () => number) {
    this.#store = store;
    this.#luck = luck;
  }

  get admin(): MetricsStore['admin'] {
    const { admin } = this.#store;
    return {
      ...admin,
      plan: (...args) => admin.plan(...args),
      setup: (...args) => admin.setup(...args),
      planCleanup: (...args) => admin.planCleanup(...args),
      cleanup: (...args) => this.#call('cleanup', undefined, () => admin.cleanup(...args)),
      expire: (...args) => admin.expire(...args),
      oldestPoint: (...args) => this.#call('oldestPoint', undefined, () => admin.oldestPoint(...args)),
      oldestTotal: (...args) => admin.oldestTotal(...args),
    };
  }

  /** Who called gets no answer but an error, and nothing more is done for them. */
  kill(): void {
    this.#killed = true;
  }

  write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    return this.#call('write', batch.index.length, () => this.#store.write(batch, signal));
  }

  newest: MetricsStore['newest'] = (query, signal) =>
    this.#call('newest', query, () => this.#store.newest(query, signal));
  writeTotals: MetricsStore['writeTotals'] = (rows, marks, signal) =>
    this.#call('writeTotals', { rows, marks }, () => this.#store.writeTotals(rows, marks, signal));
  sumTotals: MetricsStore['sumTotals'] = (query, signal) =>
    this.#call('sumTotals', query, () => this.#store.sumTotals(query, signal));
  marks: MetricsStore['marks'] = (query, signal) =>
    this.#call('marks', query, () => this.#store.marks(query, signal));

  async *scan(
    query: Parameters<MetricsStore['scan']>[0],
    signal: AbortSignal,
  ): AsyncGenerator<PointColumns, void, undefined> {
    await this.#call('scan', query, async () => {});
    for await (const chunk of this.#store.scan(query, signal)) {
      yield chunk;
      await this.#pause();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #call<T>(name: string, of: unknown, run: () => Promise<T>): Promise<T> {
    await this.#pause();
    await this.before(name);
    const luck = this.failing === 0 ? 1 : this.#luck() / this.failing;
    if (luck < 0.5) throw new RetryableError('store-away', 'connection refused');
    this.#checkAlive();
    const answer = await run();
    this.calls.push({ name, of });
    await this.#pause();
    if (luck < 1) throw new RetryableError('store-away', 'connection reset');
    return answer;
  }

  async #pause(): Promise<void> {
    for (let turns = Math.floor(this.#luck() * 6); turns > 0; turns--) await Promise.resolve();
    this.#checkAlive();
  }

  #checkAlive(): void {
    if (this.#killed) throw new FatalError('killed', 'the process was killed');
  }
}
