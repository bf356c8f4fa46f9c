import type { Instant, Millis } from '../../lib/time.ts';
import { startOf } from '../windows.ts';
import type { WindowMark } from '../totals.ts';
import { earlier, hull, latest, type Span } from './span.ts';

/** What makes totals of a window wrong, or will have to go into them. */
export interface Touch {
  /** The window depends on points in between. */
  readonly since: Instant;
  readonly until: Instant;
  /** Where the points are that its totals do not know; absent if only their reach touches the window. */
  readonly late?: Span;
}

/**
 * What is known of one window of 15 minutes that has been begun to be added up.
 *
 *     open ────────────── added up ──────────────► closed
 *       │                                           │  ▲
 *       │ a point comes                a late point │  │ added up, and no point
 *       │ for it meanwhile          or, after a gap,│  │ came for it meanwhile
 *       │                      one that reaches back▼  │
 *       └─────────────────────────────────────────► stale
 *
 * Totals count only while it is closed, as its mark in the store says. The mark says stale before the point that
 * makes it so is written, and closed after the totals are. An open window has no mark.
 */
export class WindowState {
  readonly window: number;
  readonly interval: Millis;
  #state: 'open' | WindowMark['state'] = 'open';
  #since: Instant;
  #until: Instant;
  #late: Span | undefined;
  #touched = 0;
  /** What the store surely has. */
  #stored: WindowMark | undefined;
  /** Added up at least once, so that whatever reaches back from it is known. */
  #known = false;

  constructor(o: { readonly window: number; readonly until: Instant; readonly interval: Millis }) {
    this.window = o.window;
    this.interval = o.interval;
    this.#since = startOf(o.window);
    this.#until = o.until;
  }

  /**
   * A window as the store has it. Of one that is not closed nobody knows any more which of its points its totals
   * lack: it may be any that it depends on.
   */
  static read(mark: WindowMark, window: number): WindowState {
    const state = new WindowState({ window, until: mark.until, interval: mark.interval });
    state.#state = mark.state;
    state.#since = mark.since;
    state.#stored = mark;
    state.#known = true;
    if (mark.state === 'stale') state.#late = state.#whole();
    return state;
  }

  /** One that the store has no mark of, between others that it has. */
  static readMissing(o: { window: number; until: Instant; interval: Millis }): WindowState {
    const state = new WindowState(o);
    state.#late = state.#whole();
    return state;
  }

  get start(): Instant {
    return startOf(this.window);
  }

  get end(): Instant {
    return startOf(this.window + 1);
  }

  get closed(): boolean {
    return this.#state === 'closed';
  }

  get known(): boolean {
    return this.#known;
  }

  /** It has to be added up with the points up to here, at least. */
  get until(): Instant {
    return this.#until;
  }

  get late(): Span | undefined {
    return this.#late;
  }

  /** When it was touched last, as the book counts. */
  get touched(): number {
    return this.#touched;
  }

  /** Its totals count no more. `count`: given if points come for it now, which no one has seen yet. */
  touch({ since, until, late }: Touch, count?: number): void {
    if (this.#state === 'closed') this.#state = 'stale';
    this.#since = earlier(this.#since, since);
    this.#until = latest(this.#until, until);
    if (late !== undefined) this.#late = hull(late, this.#late);
    if (count !== undefined) this.#touched = count;
  }

  /** Its mark, if the store may not have one yet that says all this. */
  get unsaid(): WindowMark | undefined {
    const stored = this.#stored;
    const said = stored?.state === 'stale' && stored.since <= this.#since && stored.until >= this.#until;
    return said ? undefined : this.#mark('stale');
  }

  /** Its mark once it is added up with the points in [since, until] that were there at `begun`. */
  markOf({ since, until, begun }: { since: Instant; until: Instant; begun: number }): WindowMark {
    const stale = this.#touched > begun;
    return {
      ...this.#mark(stale ? 'stale' : 'closed'),
      since: stale ? earlier(since, this.#since) : since,
      until: latest(until, this.#until),
    };
  }

  /** A mark is on its way: until it has arrived nobody knows what the store has. */
  writing(): void {
    this.#stored = undefined;
  }

  /** The store has the mark that makes it stale. */
  saidStale(mark: WindowMark): void {
    this.#stored = mark;
    this.#state = 'stale';
  }

  /** The store has its totals and the mark that is theirs; what links its points to others is known up to there. */
  addedUp(mark: WindowMark, begun: number): void {
    this.#stored = mark;
    this.#known = true;
    this.#until = latest(this.#until, mark.until);
    if (this.#touched > begun) {
      this.#state = 'stale';
      this.#since = earlier(this.#since, mark.since);
    } else {
      this.#state = 'closed';
      this.#since = mark.since;
      this.#late = undefined;
    }
  }

  #mark(state: WindowMark['state']): WindowMark {
    const { start, interval } = this;
    return { start, state, since: this.#since, until: this.#until, interval };
  }

  #whole(): Span {
    return { from: this.start, to: latest(this.#until, this.end) };
  }
}
