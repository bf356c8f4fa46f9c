import type { Clock } from '../../../lib/clock.ts';
import type { Millis } from '../../../lib/time.ts';

const SLICE: Millis = 4;

/** Does short pieces of work one after another, in order, letting other work run every few milliseconds. */
export class Paced {
  readonly #clock: Clock;
  readonly #queue: (() => void)[] = [];
  #loop: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
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
    let until = this.#clock.monotonic() + SLICE;
    for (let work = this.#queue.shift(); work !== undefined; work = this.#queue.shift()) {
      work();
      if (this.#clock.monotonic() < until) continue;
      await this.#clock.breathe();
      until = this.#clock.monotonic() + SLICE;
    }
    this.#loop = undefined;
  }
}
