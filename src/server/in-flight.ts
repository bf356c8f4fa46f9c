import type { Clock } from '../lib/clock.ts';
import { RetryableError } from '../lib/errors.ts';
import type { Millis } from '../lib/time.ts';

interface Call {
  readonly controller: AbortController;
  readonly deadline: Millis;
}

const SWEEP: Millis = 1_000;

/**
 * The calls that are being worked on: each has a signal that aborts when its time is up or the server
 * stops. One sleeper looks after all of them, so that a call costs no timer of its own.
 */
export class InFlight implements AsyncDisposable {
  readonly #clock: Clock;
  readonly #calls = new Set<Call>();
  readonly #stop = new AbortController();
  #sweeping: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#calls.size;
  }

  /** `limit` undefined: no time limit. Whoever begins a call ends it. */
  begin(limit: Millis | undefined): Call {
    const call = {
      controller: new AbortController(),
      deadline: limit === undefined ? Infinity : this.#clock.monotonic() + limit,
    };
    this.#calls.add(call);
    if (this.#stop.signal.aborted) call.controller.abort(this.#stop.signal.reason);
    else this.#sweeping ??= this.#sweep();
    return call;
  }

  end(call: Call): void {
    this.#calls.delete(call);
  }

  /** Aborts what has no time limit of its own: followed logs and waits. */
  endLong(): void {
    for (const { controller, deadline } of this.#calls)
      if (deadline === Infinity) controller.abort(stopping());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const reason = stopping();
    this.#stop.abort(reason);
    for (const { controller } of this.#calls) controller.abort(reason);
    await this.#sweeping;
  }

  async #sweep(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        await this.#clock.sleep(SWEEP, this.#stop.signal);
      } catch {
        return;
      }
      const now = this.#clock.monotonic();
      for (const { controller, deadline } of this.#calls) {
        if (deadline <= now)
          controller.abort(new RetryableError('timed-out', 'the call took too long and was given up'));
      }
    }
  }
}

function stopping(): RetryableError {
  return new RetryableError('stopping', 'the service is stopping; try again when it is back');
}
