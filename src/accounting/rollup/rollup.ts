import type { Clock } from '../../lib/clock.ts';
import { cronLoop } from '../../lib/cron-loop.ts';
import { CodedError, messageOf } from '../../lib/errors.ts';
import { InTurn } from './in-turn.ts';
import type { Log } from '../../lib/log.ts';
import type { Periodic } from '../../lib/periodic.ts';
import { between, later, type Instant, type Millis } from '../../lib/time.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import { startOf, windowAt } from '../windows.ts';
import { Adder } from './adder.ts';
import { findLinks } from './find-links.ts';
import type { Intervals } from './intervals.ts';
import { lookAhead, settling } from './reach.ts';
import type { RollupSettings } from './rollup-settings.ts';
import { runsOf, spansOf, TOGETHER } from './runs.ts';
import { earlier } from './span.ts';
import type { Pass, WindowBook } from './window-book.ts';
import type { WindowState } from './window-state.ts';

const SOON: Millis = 5_000;

export interface RollupOptions {
  /** What `book` is of, or a store that passes on to it. */
  readonly store: MetricsStore;
  readonly book: WindowBook;
  readonly intervals: Intervals;
  readonly clock: Clock;
  readonly log: Log;
  /** The earliest time of a point that waits to be written; undefined if none does. */
  readonly unsent: () => Instant | undefined;
  readonly settings: () => RollupSettings;
}

/** What was done since the start. */
export interface RollupStats {
  /** The end of the newest window whose totals count. */
  readonly closedUntil?: Instant;
  /** How far totals are behind now; 0 while there are none. */
  readonly lag: Millis;
  /** Windows that were added up again. */
  readonly recomputed: number;
  /** Passes that failed. */
  readonly failures: number;
  /** The store takes no totals before setup_metrics has been run. */
  readonly setupMissing: boolean;
}

/**
 * Keeps the totals of all windows of 15 minutes in line with the points: adds up windows that have ended, in their
 * order, and again those that points come late for. A pass that is interrupted is resumed by the next one.
 */
export class Rollup implements AsyncDisposable {
  readonly #options: RollupOptions;
  readonly #adder: Adder;
  readonly #loop: Periodic;
  readonly #turns = new InTurn();
  #recomputed = 0;
  #failures = 0;
  #failure: unknown;

  constructor(options: RollupOptions) {
    this.#options = options;
    this.#adder = new Adder(options);
    const { clock, settings } = options;
    this.#loop = cronLoop({
      clock,
      schedule: () => settings().schedule,
      first: SOON,
      run: (signal) => this.run(signal),
      failed: () => {},
    });
  }

  get stats(): RollupStats {
    const { closedUntil } = this.#options.book;
    return {
      ...(closedUntil !== undefined && { closedUntil }),
      lag: closedUntil === undefined ? 0 : between(closedUntil, this.#options.clock.now()),
      recomputed: this.#recomputed,
      failures: this.#failures,
      setupMissing: this.#failure instanceof CodedError && this.#failure.code === 'setup-missing',
    };
  }

  /** One pass soon, then by the schedule. A second start does nothing. */
  start(): void {
    this.#loop.start();
  }

  /** Aborts the pass under way and waits for its end. */
  async stop(): Promise<void> {
    await this.#loop.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** One pass, after the one under way if there is one. Rejects as the store does; the next pass goes on from there. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#turns.run(async () => {
      try {
        await this.#pass(signal);
        if (this.#failure !== undefined) this.#options.log.info('usage is added up again');
        this.#failure = undefined;
      } catch (error) {
        if (signal.aborted) throw error;
        this.#failures++;
        if (this.#failure === undefined)
          this.#options.log.warn('usage cannot be added up now', { error: messageOf(error) });
        this.#failure = error;
        throw error;
      }
    });
  }

  async #pass(signal: AbortSignal): Promise<void> {
    const { book } = this.#options;
    const pass = await book.begin(signal);
    if (!book.complete) await this.#begin(signal);
    await this.#spread(pass, signal);
    await this.#addUp(pass, book.unfinished(pass), signal);
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      book.open(next.from, next.to);
      const windows = book.unfinished(pass).filter(({ window }) => window >= next.from);
      await this.#addUp(pass, windows, signal);
    }
    // what those reach back to, and what that does
    for (let left = book.unfinished(pass); left.length > 0; left = book.unfinished(pass))
      await this.#addUp(pass, left, signal);
  }

  /** Where there are no totals at all: they begin with the oldest point. */
  async #begin(signal: AbortSignal): Promise<void> {
    const { book, store, intervals } = this.#options;
    const end = Math.max(this.#settled(), book.end ?? 0);
    // from now on, older points are late, and so are those that may reach back over them
    book.open(end, end);
    await book.announce(lookAhead(intervals.at, startOf(end)), signal);
    const oldest = await store.admin.oldestPoint(signal);
    if (oldest !== undefined) {
      const first = windowAt(later(oldest, -intervals.at(oldest)));
      book.open(Math.max(first, book.oldest), end);
    }
    book.completed();
  }

  /** Makes all windows stale that depend on late points. */
  async #spread(pass: Pass, signal: AbortSignal): Promise<void> {
    const { book, store, clock, intervals, settings } = this.#options;
    const { accountTag, horizon } = settings();
    const integration = { store, clock, accountTag, intervalAt: intervals.at, horizon };
    for (const span of spansOf(book.unfinished(pass))) {
      const links = await findLinks(integration, span, book.seen, signal);
      if (links !== undefined) await book.say(book.linked(links, { both: true }), signal);
    }
  }

  /** The first window that has not ended or settled yet, or that points are on their way to. */
  #settled(): number {
    const { clock, intervals, unsent } = this.#options;
    const now = clock.now();
    const settled = later(now, -settling(intervals.at(now)));
    return windowAt(earlier(settled, unsent() ?? settled));
  }

  /** The next windows to be added up for the first time; undefined if there are none. */
  #next(): { readonly from: number; readonly to: number } | undefined {
    const { book } = this.#options;
    const end = this.#settled();
    const from = Math.max(book.end ?? end, book.oldest);
    return from < end ? { from, to: Math.min(end, from + TOGETHER) } : undefined;
  }

  async #addUp(pass: Pass, windows: readonly WindowState[], signal: AbortSignal): Promise<void> {
    for (const run of runsOf(windows)) {
      signal.throwIfAborted();
      const again = run.filter(({ known }) => known);
      await this.#adder.addUp(pass, run, signal);
      this.#recomputed += again.filter(({ closed }) => closed).length;
    }
  }
}
