import type { Clock } from '../../lib/clock.ts';
import type { Millis } from '../../lib/time.ts';

/** Of the event loop. */
const LONGEST: Millis = 4;

/** Cuts the work of all a store's calls together into short turns, so that whatever else runs has its own. */
export class Turns {
  readonly #clock: Pick<Clock, 'monotonic' | 'breathe'>;
  #began: Millis;
  #pause: Promise<void> | undefined;

  constructor(clock: Pick<Clock, 'monotonic' | 'breathe'>) {
    this.#clock = clock;
    this.#began = clock.monotonic();
  }

  /** To be called every millisecond or so of work: resolves when it may go on. */
  async rest(): Promise<void> {
    while (this.#clock.monotonic() - this.#began >= LONGEST) {
      this.#pause ??= this.#next();
      await this.#pause;
    }
  }

  async #next(): Promise<void> {
    await this.#clock.breathe();
    this.#began = this.#clock.monotonic();
    this.#pause = undefined;
  }
}
