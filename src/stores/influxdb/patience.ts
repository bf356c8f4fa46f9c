import type { Clock } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/duration.ts';
import type { Millis } from '../../lib/time.ts';

/**
 * Ends a request when its caller gives up, or when the server has not been heard for too long. The time runs
 * only while something is expected of the server, so that a slow reader of an answer is not taken for it.
 */
export class Patience implements Disposable {
  readonly #clock: Clock;
  readonly #limit: Millis;
  readonly #caller: AbortSignal;
  readonly #request = new AbortController();
  readonly #done = new AbortController();
  #expecting = true;
  #since: Millis;

  constructor(clock: Clock, limit: Millis, caller: AbortSignal) {
    this.#clock = clock;
    this.#limit = limit;
    this.#caller = caller;
    this.#since = clock.monotonic();
    caller.addEventListener('abort', this.#giveUp);
    if (caller.aborted) this.#giveUp();
    void this.#watch();
  }

  /** For the request: aborted with the caller's reason, or an error that says how long there was silence. */
  get signal(): AbortSignal {
    return this.#request.signal;
  }

  /** From now on the server has to say something. */
  expect(): void {
    this.#since = this.#clock.monotonic();
    this.#expecting = true;
  }

  /** It has, and nothing is expected until asked for. */
  heard(): void {
    this.#expecting = false;
  }

  [Symbol.dispose](): void {
    this.#caller.removeEventListener('abort', this.#giveUp);
    this.#done.abort();
  }

  readonly #giveUp = (): void => this.#request.abort(this.#caller.reason);

  async #watch(): Promise<void> {
    try {
      for (;;) {
        const left = this.#expecting ? this.#since + this.#limit - this.#clock.monotonic() : this.#limit;
        if (left <= 0) break;
        await this.#clock.sleep(left, this.#done.signal);
      }
      this.#request.abort(new Error(`said nothing for ${formatDuration(this.#limit)}`));
    } catch {
      // the request is over
    }
  }
}
