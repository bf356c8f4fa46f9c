import type { VirtualClock } from '../../src/lib/virtual-clock.ts';

/** A queue of messages that take `workSeconds` each; workers acknowledge first and then work, one at a time. */
export class QueueModel {
  readonly #clock: VirtualClock;
  readonly #workSeconds: number;
  /** When each busy worker will be free, in milliseconds of the clock. */
  #busyUntil: number[] = [];
  depth = 0;
  done = 0;

  constructor(options: { readonly clock: VirtualClock; readonly workSeconds: number }) {
    this.#clock = options.clock;
    this.#workSeconds = options.workSeconds;
  }

  publish(messages: number): void {
    this.depth += messages;
  }

  /** Lets so many workers do what they can at this moment. */
  work(workers: number): void {
    const now = this.#clock.monotonic();
    const busy = this.#busyUntil.filter((until) => until > now);
    this.done += this.#busyUntil.length - busy.length;
    while (busy.length < workers && this.depth > 0) {
      this.depth--;
      busy.push(now + this.#workSeconds * 1_000);
    }
    this.#busyUntil = busy;
  }
}
