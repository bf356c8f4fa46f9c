import type { Clock } from '../../../lib/clock.ts';
import type { Millis } from '../../../lib/time.ts';

const SLICE: Millis = 4;

export interface Pace {
  /** So many pieces at most in a row, */
  readonly row: number;
  /** then a pause. */
  readonly pause: Millis;
}

/**
 * Does short pieces of work one after another, in order, letting other work run every few milliseconds.
 * A pace keeps what the work sets going in other processes from taking the machine.
 */
export class Paced {
  readonly #clock: Clock;
  readonly #pace: Pace | undefined;
  readonly #queue: (() => void)[] = [];
  #loop: Promise<void> | undefined;

  constructor(clock: Clock, pace?: Pace) {
    this.#clock = clock;
    this.#pace = pace;
  }

  /** The work must not throw. */
  add(work: () => void): void {
    this.#queue.push(work);
    this.#loop ??= this.#run();
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.#loop;
  }

  async #run(): Promise<void> {
    // never over before `add` has taken note of it
    await this.#clock.breathe();
    let until = this.#clock.monotonic() + SLICE;
    let row = 0;
    for (let work = this.#queue.shift(); work !== undefined; work = this.#queue.shift()) {
      work();
      row++;
      if (this.#pace !== undefined && row >= this.#pace.row) {
        await this.#clock.sleep(this.#pace.pause);
        row = 0;
      } else if (this.#clock.monotonic() >= until) await this.#clock.breathe();
      else continue;
      until = this.#clock.monotonic() + SLICE;
    }
    this.#loop = undefined;
  }
}
