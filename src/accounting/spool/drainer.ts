import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import { withDeadline } from '../../lib/deadline.ts';
import type { Log } from '../../lib/log.ts';
import type { Millis } from '../../lib/time.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { Spool } from '../ports/spool.ts';
import { DroppedPoints } from './dropped-points.ts';
import { mergeBatches } from './merge-batches.ts';
import type { StoreHealth } from './store-health.ts';
import { Turnstile } from './turnstile.ts';

const FIRST_PAUSE: Millis = 1_000;
const LONGEST_PAUSE: Millis = 30_000;
/** For one write: a slow store still gets on. */
const PATIENCE: Millis = 30_000;
/** New points for each that has been drained, at most. */
const SHARE = 0.5;

export interface DrainerOptions {
  readonly store: Pick<MetricsStore, 'write' | 'marks'>;
  readonly spool: Spool;
  readonly health: StoreHealth;
  readonly clock: Clock;
  readonly log: Log;
  /** Points of one write, about. */
  readonly together: number;
  /** How long a write may take while new points are held back for it. */
  readonly holding: Millis;
  /** In [0, 1); spreads the pauses. */
  readonly random: () => number;
}

/**
 * Takes what waits in the spool to the store, the oldest first, one write at a time.
 *
 *            a point waits            the store answers
 *     idle ───────────────▶ trying ──────────────────▶ draining
 *      ▲                    ▲     │ fails               │ │ fails
 *      │                    └──── pause, 1 s to 30 s ◀──┼─┘
 *      └────────────────── nothing waits ───────────────┘
 *
 * While `draining`, new points come in at half the rate of those that go: under a steady load something would
 * always wait. Then they go straight to the store. A write that takes long holds nobody.
 */
export class Drainer {
  readonly #options: DrainerOptions;
  readonly #dropped: DroppedPoints;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #called = Promise.withResolvers<void>();
  #pausing: AbortController | undefined;
  readonly #turnstile = new Turnstile();
  #failures = 0;
  #drained = 0;

  constructor(options: DrainerOptions) {
    this.#options = options;
    this.#dropped = new DroppedPoints(options.log);
  }

  /** Resolves when so many new points may go on, to store or spool; undefined: at once. Never rejects. */
  turn(points: number): Promise<void> | undefined {
    return this.#turnstile.turn(points);
  }

  get drained(): number {
    return this.#drained;
  }

  get dropped(): ReadonlyMap<string, number> {
    return this.#dropped.counts;
  }

  /** A second start does nothing. */
  start(): void {
    const { spool, log } = this.#options;
    const { points } = spool.state;
    if (this.#loop === undefined && points > 0) log.info('points wait in the spool from before', { points });
    this.#loop ??= this.#run(this.#stopping.signal);
  }

  /** Gives up the write under way, whose points stay in the spool, and waits for the end of the loop. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  /** A point waits, or the store has failed. */
  call(): void {
    this.#called.resolve();
    this.#called = Promise.withResolvers();
  }

  /** The store may take points now: the pause ends. */
  hurry(): void {
    this.#pausing?.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        if (!this.#needed()) await abortable(this.#called.promise, signal);
        else await this.#try(signal);
        this.#failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.#failures++;
        this.#options.health.failed(error);
      }
    }
  }

  #needed(): boolean {
    const { spool, health } = this.#options;
    return spool.state.points > 0 || health.away !== undefined;
  }

  async #try(signal: AbortSignal): Promise<void> {
    if (this.#options.health.away !== undefined) await this.#pause(signal);
    try {
      await this.#drain(signal);
    } finally {
      this.#turnstile.open();
    }
  }

  async #pause(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.#failures);
    this.#pausing = new AbortController();
    const ends = AbortSignal.any([signal, this.#pausing.signal]);
    await clock.sleep((longest * (1 + random())) / 2, ends).catch(() => {});
    this.#pausing = undefined;
    signal.throwIfAborted();
  }

  async #drain(signal: AbortSignal): Promise<void> {
    const { store, spool, health, clock, together } = this.#options;
    for (let next = await spool.oldest(together); next !== undefined; next = await spool.oldest(together)) {
      await this.#write(next.batches, signal);
      await spool.remove(next.through);
      health.answered();
      this.#turnstile.close();
      this.#turnstile.grant(SHARE * next.batches.reduce((sum, { index }) => sum + index.length, 0));
      await clock.breathe();
      signal.throwIfAborted();
    }
    if (health.away === undefined) return;
    // what failed could not be kept in the spool either: ask for something else
    const now = clock.now();
    await this.#inTime((limited) => store.marks({ from: now, to: now + 1n }, limited), signal);
    health.answered();
  }

  async #write(batches: Parameters<typeof mergeBatches>[0], signal: AbortSignal): Promise<void> {
    const { store, clock, holding } = this.#options;
    const batch = mergeBatches(batches);
    const done = new AbortController();
    clock.sleep(holding, done.signal).then(
      () => this.#turnstile.open(),
      () => {},
    );
    try {
      const refused = await this.#inTime((limited) => store.write(batch, limited), signal);
      this.#drained += batch.index.length - refused.length;
      this.#dropped.add(batch, refused);
    } finally {
      done.abort();
    }
  }

  /** Does not rely on the store to heed the signal. */
  #inTime<T>(run: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    return withDeadline(this.#options.clock, PATIENCE, signal, (limited) => abortable(run(limited), limited));
  }
}
