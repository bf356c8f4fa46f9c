import { withDeadline } from '../lib/deadline.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Instant, Millis } from '../lib/time.ts';
import type { RefusedPoint } from './points.ts';
import { UsageCollection, type UsageCollectionOptions } from './usage-collection.ts';

export interface CollectorOptions extends UsageCollectionOptions {
  /** Asked again and again. */
  readonly interval: () => Millis;
  /** Told each new interval, and from when on it is in force. */
  readonly onInterval?: (from: Instant, interval: Millis) => void;
  readonly log: Log;
}

/** What the collector has done since it was made. */
export interface CollectorStats {
  readonly collections: number;
  readonly failures: number;
  readonly samples: number;
  /** When the last collection that succeeded began. */
  readonly succeededAt?: Instant;
}

/** What hangs is given up after an interval, but not before this. */
const PATIENCE: Millis = 10_000;

/**
 * Samples every process each interval and stores what it uses. A process's last sample is stored before the
 * source may forget it: while the store is away it is tried again, and the next sample of a running process
 * stands for all the time since the last one stored.
 */
export class Collector implements AsyncDisposable {
  readonly #options: CollectorOptions;
  readonly #collection: UsageCollection;
  readonly #stopping = new AbortController();
  #waiting = new AbortController();
  #interval: Millis;
  #stats: CollectorStats = { collections: 0, failures: 0, samples: 0 };
  #failing = false;
  #refusing = false;
  #loop: Promise<void> | undefined;
  #collecting: Promise<void> = Promise.resolve();

  constructor(options: CollectorOptions) {
    this.#options = options;
    this.#collection = new UsageCollection(options);
    this.#interval = options.interval();
  }

  get stats(): CollectorStats {
    return this.#stats;
  }

  /** Collects now and then each interval. A second start does nothing. */
  start(): void {
    this.#loop ??= this.#run(this.#stopping.signal);
  }

  /** Ends the loop, and waits for a collection under way, which it aborts. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await this.#collecting.catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** A new interval, if there is one, holds from now on: the next collection is due that long after the last one. */
  intervalChanged(): void {
    this.#followInterval();
    this.#waiting.abort();
  }

  /** One collection; after the one under way, if there is one. Rejects as source and store do; nothing is lost by that. */
  async collect(signal: AbortSignal): Promise<void> {
    const before = this.#collecting.catch(() => {});
    this.#collecting = before.then(() => this.#collectCounted(signal));
    await this.#collecting;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    while (!signal.aborted) {
      this.#followInterval();
      const began = clock.monotonic();
      const limit = Math.max(this.#interval, PATIENCE);
      try {
        await withDeadline(clock, limit, signal, (limited) => this.collect(limited));
      } catch (error) {
        if (!signal.aborted) this.#complain(error);
      }
      await this.#wait(began, signal);
    }
  }

  /** Until the interval, as it is by then, is over. */
  async #wait(began: Millis, signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    let left: Millis;
    do {
      this.#waiting = new AbortController();
      left = Math.max(0, began + this.#interval - clock.monotonic());
      await clock.sleep(left, AbortSignal.any([signal, this.#waiting.signal])).catch(() => {});
    } while (this.#waiting.signal.aborted && !signal.aborted);
  }

  #followInterval(): void {
    const interval = this.#options.interval();
    if (interval === this.#interval) return;
    this.#interval = interval;
    this.#options.onInterval?.(this.#options.clock.now(), interval);
  }

  /** The first failure of a row is a warning; the rest are counted. */
  #complain(error: unknown): void {
    const { log } = this.#options;
    const fields = { reason: messageOf(error) };
    if (this.#failing) log.debug('usage could not be collected', fields);
    else log.warn('usage could not be collected; it is tried again each interval', fields);
    this.#failing = true;
  }

  async #collectCounted(signal: AbortSignal): Promise<void> {
    const began = this.#options.clock.now();
    const { collections, failures, samples } = this.#stats;
    try {
      const collected = await this.#collection.collect(signal);
      this.#complainOfRefused(collected.refused);
      const sum = samples + collected.samples;
      this.#stats = { collections: collections + 1, failures, samples: sum, succeededAt: began };
      if (this.#failing) this.#options.log.info('usage is collected again');
      this.#failing = false;
    } catch (error) {
      this.#stats = { ...this.#stats, collections: collections + 1, failures: failures + 1 };
      throw error;
    }
  }

  /** Told once, until all are taken again. */
  #complainOfRefused(refused: readonly RefusedPoint[]): void {
    const [first] = refused;
    if (first !== undefined && !this.#refusing) {
      const fields = { points: refused.length, reason: first.reason };
      this.#options.log.warn('the store does not take some points of usage', fields);
    }
    this.#refusing = first !== undefined;
  }
}
