import type { Clock } from '../lib/clock.ts';
import { withDeadline } from '../lib/deadline.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Instant, Millis } from '../lib/time.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { UsageSource } from './ports/usage-source.ts';
import { UsageCollection } from './usage-collection.ts';

export interface CollectorOptions {
  readonly source: UsageSource;
  readonly store: MetricsStore;
  /** Asked before each collection. */
  readonly interval: () => Millis;
  readonly clock: Clock;
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

/**
 * Samples every process each interval and stores what it uses. A process's last sample is stored before the
 * source may forget it: while the store is away it is tried again, and the next sample of a running process
 * stands for all the time since the last one stored.
 */
export class Collector implements AsyncDisposable {
  readonly #collection: UsageCollection;
  readonly #interval: () => Millis;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #stats: CollectorStats = { collections: 0, failures: 0, samples: 0 };
  #failing = false;
  #loop: Promise<void> | undefined;
  #collecting: Promise<void> = Promise.resolve();

  constructor({ source, store, interval, clock, log }: CollectorOptions) {
    this.#collection = new UsageCollection({ source, store, clock });
    this.#interval = interval;
    this.#clock = clock;
    this.#log = log;
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

  /** One collection; after the one under way, if there is one. Rejects as source and store do; nothing is lost by that. */
  async collect(signal: AbortSignal): Promise<void> {
    const before = this.#collecting.catch(() => {});
    this.#collecting = before.then(() => this.#collectCounted(signal));
    await this.#collecting;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const began = this.#clock.monotonic();
      const interval = this.#interval();
      try {
        await withDeadline(this.#clock, interval, signal, (limited) => this.collect(limited));
      } catch (error) {
        if (!signal.aborted) this.#complain(error);
      }
      const left = interval - (this.#clock.monotonic() - began);
      await this.#clock.sleep(Math.max(0, left), signal).catch(() => {});
    }
  }

  /** The first failure of a row is a warning; the rest are counted. */
  #complain(error: unknown): void {
    const fields = { reason: messageOf(error) };
    if (this.#failing) this.#log.debug('usage could not be collected', fields);
    else this.#log.warn('usage could not be collected; it is tried again each interval', fields);
    this.#failing = true;
  }

  async #collectCounted(signal: AbortSignal): Promise<void> {
    const began = this.#clock.now();
    const { collections, failures, samples } = this.#stats;
    try {
      const count = await this.#collection.collect(signal);
      this.#stats = { collections: collections + 1, failures, samples: samples + count, succeededAt: began };
      if (this.#failing) this.#log.info('usage is collected again');
      this.#failing = false;
    } catch (error) {
      this.#stats = { ...this.#stats, collections: collections + 1, failures: failures + 1 };
      throw error;
    }
  }
}
