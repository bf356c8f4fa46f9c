import { abortable } from '../../lib/abortable.ts';
import type { Clock } from '../../lib/clock.ts';
import { RetryableError } from '../../lib/errors.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import { startOf, windowAt } from '../windows.ts';
import { InTurn } from './in-turn.ts';
import type { Intervals } from './intervals.ts';
import { lookAhead } from './reach.ts';
import { latest, type Span } from './span.ts';
import { UnderWay } from './under-way.ts';
import { WindowState, type Touch } from './window-state.ts';
import { windowsIn } from './windows-in.ts';

/** After all times that the store may know. */
const END_OF_TIME: Instant = 2n ** 63n - 1n;

const unaborted = new AbortController().signal;

export interface WindowBookOptions {
  readonly store: Pick<MetricsStore, 'marks' | 'writeTotals'>;
  readonly intervals: Intervals;
  readonly clock: Clock;
  /** How long points are kept: older windows cannot be added up any more. Asked each time. */
  readonly retention: () => Millis;
}

/** The book at the time when a pass begins. */
export interface Pass {
  /** Touches so far; later ones are of points that the pass may not see. */
  readonly begun: number;
  readonly epoch: number;
}

/**
 * What is known of all windows whose points are kept: which totals count, and which points they rest on. All marks
 * are written here, one write after the other, and all writes of points are known here while they are under way:
 *
 *     a writer                                a pass
 *       at once: is a point late?               at once: announces up to when it looks
 *                touches its windows            waits for the writes under way
 *       makes their marks stale                 reads points, writes totals
 *       writes the points                       closes the windows that were not touched since it began
 *
 * A point that comes after the announcement is late, and whatever touches a window leaves it stale; a point that
 * came before is there when the pass reads.
 */
export class WindowBook {
  readonly writes = new UnderWay();
  readonly #options: WindowBookOptions;
  readonly #turns = new InTurn();
  #windows = new Map<number, WindowState>();
  #loading: Promise<void> | undefined;
  #loaded = false;
  #end: number | undefined;
  #complete = false;
  #seen: Instant = 0n;
  #touches = 0;
  #epoch = 0;

  constructor(options: WindowBookOptions) {
    this.#options = options;
  }

  /** The first window that was not yet begun to be added up; undefined if none ever was. */
  get end(): number | undefined {
    return this.#end;
  }

  /** Whether all windows are in the book that have points. */
  get complete(): boolean {
    return this.#complete;
  }

  /** Points up to here may have been looked at. */
  get seen(): Instant {
    return this.#seen;
  }

  /** The end of the newest window whose totals count. */
  get closedUntil(): Instant | undefined {
    let newest: WindowState | undefined;
    for (const window of this.#windows.values())
      if (window.closed && window.window > (newest?.window ?? -1)) newest = window;
    return newest?.end;
  }

  /** The oldest window that can be added up. */
  get oldest(): number {
    const { clock, retention } = this.#options;
    return windowAt(later(clock.now(), -retention())) + 1;
  }

  /** Reads what the store knows, once. Rejects as the store does. */
  async load(signal: AbortSignal): Promise<void> {
    while (!this.#loaded) {
      this.#loading ??= this.#read().finally(() => (this.#loading = undefined));
      await abortable(this.#loading, signal);
    }
  }

  /** To be called with an act that removes marks from the store. */
  forgetAfter<T>(act: () => Promise<T>): Promise<T> {
    return this.#turns.run(async () => {
      try {
        return await act();
      } finally {
        this.forget();
      }
    });
  }

  /** The store may have other marks than one thought. */
  forget(): void {
    this.#epoch++;
    this.#windows = new Map();
    this.#loaded = false;
    this.#end = undefined;
    this.#complete = false;
    this.#seen = 0n;
  }

  /** Begins a pass: all points whose writes have begun are there. */
  async begin(signal: AbortSignal): Promise<Pass> {
    await this.load(signal);
    const pass = { begun: this.#touches, epoch: this.#epoch };
    const { oldest } = this;
    for (const window of this.#windows.keys()) if (window < oldest) this.#windows.delete(window);
    await abortable(this.writes.ended(), signal);
    return pass;
  }

  /** The windows from the first one on that the book has not begun yet will be added up, up to this one. */
  open(first: number, end: number): void {
    for (let window = first; window < end; window++) this.#windowState(window);
    this.#end = Math.max(end, this.#end ?? end);
  }

  /** Older windows need not be looked for any more. */
  completed(): void {
    this.#complete = true;
  }

  /** Points up to `until` are about to be read; resolves when those are there whose writes have begun. */
  async announce(until: Instant, signal: AbortSignal): Promise<void> {
    this.#seen = latest(this.#seen, until);
    await abortable(this.writes.ended(), signal);
  }

  /** Those that are not closed, and were not touched since the pass began; in their order. */
  unfinished({ begun }: Pass): readonly WindowState[] {
    const { oldest } = this;
    return [...this.#windows.values()]
      .filter(({ closed, touched, window }) => !closed && touched <= begun && window >= oldest)
      .toSorted((a, b) => a.window - b.window);
  }

  /** Up to when points are looked at for the windows of a span. */
  untilOf(span: Span): Instant {
    return windowsIn(span).reduce(
      (until, window) => latest(until, this.#windows.get(window)?.until ?? 0n),
      span.to,
    );
  }

  /** Touches the windows of points that are about to be written; at once. */
  touch(touches: ReadonlyMap<number, Touch>): readonly WindowState[] {
    const count = ++this.#touches;
    return [...touches].map(([window, touch]) => {
      const state = this.#windowState(window);
      state.touch(touch, count);
      return state;
    });
  }

  /**
   * Two points of one process were found on which all windows between depend; gives those whose totals may not know
   * both. `both`: the totals of none do.
   */
  linked(span: Span, { both }: { readonly both: boolean }): readonly WindowState[] {
    const { oldest } = this;
    const found: WindowState[] = [];
    for (const window of windowsIn(span)) {
      if (window < oldest || window >= (this.#end ?? 0)) continue;
      const known = this.#windows.get(window);
      if (!both && known !== undefined && known.until >= span.to) continue;
      const state = this.#windowState(window);
      state.touch({ since: span.from, until: span.to });
      found.push(state);
    }
    return found;
  }

  /** Makes these stale in the store. Rejects as the store does; then it may have done so or not. */
  async say(windows: readonly WindowState[], signal: AbortSignal): Promise<void> {
    if (windows.every(({ unsaid }) => unsaid === undefined)) return;
    await this.#turns.run(async () => {
      const marks = windows.flatMap((state) =>
        state.unsaid === undefined ? [] : [[state, state.unsaid] as const],
      );
      if (marks.length === 0) return;
      for (const [state] of marks) state.writing();
      await this.#options.store.writeTotals(
        [],
        marks.map(([, mark]) => mark),
        signal,
      );
      for (const [state, mark] of marks) state.saidStale(mark);
    });
  }

  /**
   * The totals of these windows are written, and rest on the points in [since, until]: closes those that were not
   * touched since the pass began, and gives them. Rejects as the store does.
   */
  async close(
    pass: Pass,
    windows: readonly WindowState[],
    { since, until }: { readonly since: Instant; readonly until: Instant },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#turns.run(async () => {
      if (pass.epoch !== this.#epoch) {
        throw new RetryableError(
          'totals-removed',
          'totals were removed meanwhile; they will be added up again',
        );
      }
      const { begun } = pass;
      const marks = windows.map((state) => [state, state.markOf({ since, until, begun })] as const);
      for (const [state] of marks) state.writing();
      await this.#options.store.writeTotals(
        [],
        marks.map(([, mark]) => mark),
        signal,
      );
      for (const [state, mark] of marks) state.addedUp(mark, begun);
    });
  }

  #windowState(window: number): WindowState {
    const known = this.#windows.get(window);
    if (known !== undefined) return known;
    const state = new WindowState({ window, ...this.#fresh(window) });
    this.#windows.set(window, state);
    return state;
  }

  #fresh(window: number): { until: Instant; interval: Millis } {
    const { at } = this.#options.intervals;
    return { until: lookAhead(at, startOf(window + 1)), interval: at(startOf(window)) };
  }

  async #read(): Promise<void> {
    const { store, intervals } = this.#options;
    const epoch = this.#epoch;
    const marks = await store.marks({ from: startOf(this.oldest), to: END_OF_TIME }, unaborted);
    if (epoch !== this.#epoch) return;
    intervals.learn(marks);
    for (const mark of marks) {
      const window = windowAt(mark.start);
      this.#windows.set(window, WindowState.read(mark, window));
      this.#seen = latest(this.#seen, mark.until);
    }
    this.#readMissing();
    this.#complete = marks.some(({ state }) => state === 'closed');
    this.#loaded = true;
  }

  /** Windows between others were begun with them: they rest on the same points, if on any. */
  #readMissing(): void {
    const known = [...this.#windows.keys()];
    const [first, last] = [known[0], known.at(-1)];
    if (first === undefined || last === undefined) return;
    this.#end = last + 1;
    let until = this.#seen;
    for (let window = last; window > first; window--) {
      const state = this.#windows.get(window);
      if (state !== undefined) until = state.until;
      else {
        const fresh = this.#fresh(window);
        const missing = { window, interval: fresh.interval, until: latest(fresh.until, until) };
        this.#windows.set(window, WindowState.readMissing(missing));
      }
    }
  }
}
