import type { Clock } from '../../lib/clock.ts';
import { later, type Instant } from '../../lib/time.ts';
import { integrate, type Integral } from '../integral/integrate.ts';
import { Pace } from '../integral/pace.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import { startOf, windowAt } from '../windows.ts';
import { AverageGrid } from './average-grid.ts';
import { AVERAGED, Averages } from './averages.ts';
import { inParts } from './in-parts.ts';
import type { Intervals } from './intervals.ts';
import { oldTotals } from './old-totals.ts';
import { lookAhead, margin } from './reach.ts';
import type { RollupSettings } from './rollup-settings.ts';
import { latest, type Span } from './span.ts';
import type { Pass, WindowBook } from './window-book.ts';
import type { WindowState } from './window-state.ts';
import { WindowTotals } from './window-totals.ts';
import { windowsIn } from './windows-in.ts';

export interface AdderOptions {
  readonly store: MetricsStore;
  readonly book: WindowBook;
  readonly intervals: Intervals;
  readonly clock: Clock;
  readonly settings: () => RollupSettings;
}

/** Adds up windows: averages, then totals, then their marks. */
export class Adder {
  readonly #options: AdderOptions;

  constructor(options: AdderOptions) {
    this.#options = options;
  }

  /**
   * Adds up windows that follow one another, few enough to be kept in memory by process. Those of them that no late
   * point came for meanwhile are closed; others may become stale, since points here reach back to them. Rejects as
   * the store does; it may then have some of it, and it can be done again.
   */
  async addUp(pass: Pass, windows: readonly WindowState[], signal: AbortSignal): Promise<void> {
    const { book, intervals, clock } = this.#options;
    const [first, last] = [windows[0], windows.at(-1)];
    if (first === undefined || last === undefined) return;
    const span = { from: first.start, to: last.end };
    const until = windows.reduce(
      (found, window) => latest(found, window.until),
      lookAhead(intervals.at, span.to),
    );
    await book.announce(until, signal);
    const pace = new Pace({ clock, signal });
    const bounds = this.#boundsOf(span);
    const integral = await this.#integrate(span, bounds, until, signal);
    if (windows.some(({ known }) => !known)) {
      const reached = integral.reaches.flatMap((reach) => book.linked(reach, { both: false }));
      await book.say(reached, signal);
    }
    await this.#writeAverages(span, bounds, integral, pace, signal);
    await this.#writeTotals(windows, bounds, integral, pace, signal);
    await book.close(pass, windows, { since: integral.since, until }, signal);
  }

  #integrate(span: Span, bounds: readonly Instant[], until: Instant, signal: AbortSignal): Promise<Integral> {
    const { store, clock, intervals, settings } = this.#options;
    const { accountTag, horizon } = settings();
    const since = later(span.from, -margin(intervals.at(span.from)));
    return integrate(
      { store, clock, accountTag, intervalAt: intervals.at, horizon },
      { bounds, since, until },
      signal,
    );
  }

  async #writeTotals(
    windows: readonly WindowState[],
    bounds: readonly Instant[],
    { processes }: Integral,
    pace: Pace,
    signal: AbortSignal,
  ): Promise<void> {
    const { store } = this.#options;
    const totals = new WindowTotals();
    await totals.add(processes, bounds.map(windowAt), pace);
    const numbers = windows.map(({ window }) => window);
    for await (const { window, owner } of oldTotals(store, numbers, signal)) totals.replace(window, owner);
    await inParts(totals.rows(), (rows) => store.writeTotals(rows, [], signal));
  }

  /** Of those windows that are complete; the parts of them outside of the span are added up for them alone. */
  async #writeAverages(
    span: Span,
    bounds: readonly Instant[],
    { processes }: Integral,
    pace: Pace,
    signal: AbortSignal,
  ): Promise<void> {
    const { store, book, settings } = this.#options;
    const { average, accountTag } = settings();
    const grid = new AverageGrid(average);
    const around = grid.around(span, startOf(book.end ?? 0));
    if (around.to <= span.from) return;
    const windowsOf = (times: readonly Instant[]): readonly (Instant | undefined)[] =>
      times.map((time) => (time < around.to ? grid.startOf(time) : undefined));
    const averages = new Averages(accountTag);
    await averages.add(processes, windowsOf(bounds), pace);
    for (const part of [
      { from: around.from, to: span.from },
      { from: span.to, to: around.to },
    ]) {
      if (part.from >= part.to) continue;
      const cuts = this.#boundsOf(part);
      const until = book.untilOf(part);
      const outside = await this.#integrate(part, cuts, until, signal);
      await averages.add(outside.processes, windowsOf(cuts), pace);
    }
    await averages.replace(store.scan({ measurements: AVERAGED, ...around }, signal), pace);
    for (const points of averages.points()) {
      await store.write(points, signal);
      await pace.rest();
    }
  }

  /** The ends of the slices that make up both windows and averages. */
  #boundsOf(span: Span): readonly Instant[] {
    const windows = windowsIn(span).map(startOf);
    const averages = new AverageGrid(this.#options.settings().average).startsIn(span);
    const inner = [...windows, ...averages].filter((bound) => bound > span.from && bound < span.to);
    return [...new Set([span.from, ...inner, span.to])].toSorted((a, b) => (a < b ? -1 : 1));
  }
}
