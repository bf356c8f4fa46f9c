import type { Clock } from '../../lib/clock.ts';
import type { Millis } from '../../lib/time.ts';

/** How long others wait for their turn, about. */
const TURN: Millis = 2;
/** Of such items as processes, a turn takes many times as many. */
const ITEMS = 200;

/** Cuts long work into turns, so that whatever else runs on the event loop gets its own. */
export class Pace {
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #since: Millis;

  constructor({ clock, signal }: { clock: Clock; signal: AbortSignal }) {
    this.#clock = clock;
    this.#signal = signal;
    this.#since = clock.monotonic();
  }

  /** To be called every millisecond or so: others have their turn if it is time. Rejects when aborted. */
  async rest(): Promise<void> {
    this.#signal.throwIfAborted();
    if (this.#clock.monotonic() - this.#since < TURN) return;
    await this.#clock.breathe();
    this.#since = this.#clock.monotonic();
  }

  /** Does something with one item after the other. */
  async each<T>(items: Iterable<T>, act: (item: T) => void): Promise<void> {
    let done = 0;
    for (const item of items) {
      act(item);
      if (++done % ITEMS === 0) await this.rest();
    }
    await this.rest();
  }

  /** The same with the numbers from 0. */
  times(count: number, act: (number: number) => void): Promise<void> {
    return this.each(Array(count).keys(), act);
  }
}
