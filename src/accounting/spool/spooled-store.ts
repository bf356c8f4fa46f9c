import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import { withDeadline } from '../../lib/deadline.ts';
import { RetryableError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Millis } from '../../lib/time.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { Spool } from '../ports/spool.ts';
import type { PointColumns, RefusedPoint } from '../points.ts';
import { Drainer } from './drainer.ts';
import type { SpoolStats } from './spool-stats.ts';
import { StoreHealth } from './store-health.ts';
import { wakingAdmin } from './waking-admin.ts';

/** How long a write, or its turn, may take before its points go to the spool. */
const PATIENCE: Millis = 5_000;
/** Points of one write that drains the spool. */
const TOGETHER = 5_000;

export interface SpooledStoreOptions {
  /** Both are the SpooledStore's own from here on. */
  readonly store: MetricsStore;
  readonly spool: Spool;
  readonly clock: Clock;
  readonly log: Log;
  /** Points that go from the spool to the store in one write, about: those of a few milliseconds. */
  readonly together?: number;
  /** In [0, 1); spreads the pauses between attempts. */
  readonly random?: () => number;
}

/**
 * A store that may be away: points then wait in a spool, behind those that wait already, and are acknowledged as
 * soon as they are durable there. A write whose outcome is unknown is spooled too, since to write a point again
 * changes nothing. Of writes that follow one another the last counts, whichever way they went. Points that the
 * store refuses later are counted and logged; their writer has been told that they are kept.
 */
export class SpooledStore implements MetricsStore {
  readonly admin: MetricsStore['admin'];
  readonly #store: MetricsStore;
  readonly #spool: Spool;
  readonly #clock: Clock;
  readonly #health: StoreHealth;
  readonly #drainer: Drainer;
  readonly #writing = new Set<Promise<unknown>>();

  constructor(options: SpooledStoreOptions) {
    const { store, spool, clock, log, together = TOGETHER, random = Math.random } = options;
    this.#store = store;
    this.#spool = spool;
    this.#clock = clock;
    this.#health = new StoreHealth({ clock, log });
    this.#drainer = new Drainer({
      store,
      spool,
      health: this.#health,
      clock,
      log,
      together,
      holding: PATIENCE,
      random,
    });
    this.admin = wakingAdmin(store.admin, () => this.#drainer.hurry());
  }

  get stats(): SpoolStats {
    const { away } = this.#health;
    return {
      ...this.#spool.state,
      ...(away && { awaySince: away.since, awayReason: away.reason }),
      setupMissing: away?.setupMissing ?? false,
      drained: this.#drainer.drained,
      dropped: this.#drainer.dropped,
    };
  }

  /** Begins to drain what waits, at once if there is something. A second start does nothing. */
  start(): void {
    this.#drainer.start();
  }

  /** RetryableError `spool-full`, `disk-full` or `store-away` if neither store nor spool can take the points. */
  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    const writing = this.#write(batch, signal);
    this.#writing.add(writing);
    try {
      return await writing;
    } finally {
      this.#writing.delete(writing);
    }
  }

  newest: MetricsStore['newest'] = (query, signal) => this.#store.newest(query, signal);
  scan: MetricsStore['scan'] = (query, signal) => this.#store.scan(query, signal);
  writeTotals: MetricsStore['writeTotals'] = (rows, marks, signal) =>
    this.#store.writeTotals(rows, marks, signal);
  sumTotals: MetricsStore['sumTotals'] = (query, signal) => this.#store.sumTotals(query, signal);
  marks: MetricsStore['marks'] = (query, signal) => this.#store.marks(query, signal);

  /** What waits stays in the spool, and so do writes under way that the store no longer takes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await using stack = new AsyncDisposableStack();
    stack.use(this.#spool);
    stack.defer(async () => void (await Promise.allSettled(this.#writing)));
    stack.use(this.#store);
    stack.defer(() => this.#drainer.stop());
  }

  async #write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    await this.#turn(batch.index.length, signal);
    const refused = this.#mustQueue() ? undefined : await this.#writeStraight(batch, signal);
    if (refused !== undefined) return refused;
    await this.#spool.append(batch, signal);
    this.#drainer.call();
    return [];
  }

  async #turn(points: number, signal: AbortSignal): Promise<void> {
    const turn = this.#drainer.turn(points);
    if (turn === undefined) return;
    try {
      await withDeadline(this.#clock, PATIENCE, signal, (limited) => abortable(turn, limited));
    } catch {
      signal.throwIfAborted();
    }
  }

  /** Undefined if the points have to go to the spool. */
  async #writeStraight(
    batch: PointColumns,
    signal: AbortSignal,
  ): Promise<readonly RefusedPoint[] | undefined> {
    try {
      return await withDeadline(this.#clock, PATIENCE, signal, (limited) =>
        abortable(this.#store.write(batch, limited), limited),
      );
    } catch (error) {
      if (signal.aborted || !(error instanceof RetryableError)) throw error;
      this.#health.failed(error);
      this.#drainer.call();
      return undefined;
    }
  }

  /** Points wait already, or the last write has failed. */
  #mustQueue(): boolean {
    return this.#spool.state.points > 0 || this.#health.away !== undefined;
  }
}
