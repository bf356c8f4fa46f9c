import { setImmediate } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import { later, type Instant, type Millis } from './time.ts';

interface Sleeper {
  readonly due: Millis;
  readonly wake: () => void;
}

/**
 * Time that stands still until it is told to move. `advance` wakes one sleeper after another, each at
 * its own due time and only when everything the last one set going has come to rest, so that a run is
 * the same every time.
 */
export class VirtualClock implements Clock {
  #start: Instant;
  #elapsed: Millis = 0;
  #sleepers: Sleeper[] = [];

  constructor(start: Instant = 1_700_000_000_000_000_000n) {
    this.#start = start;
  }

  now(): Instant {
    return later(this.#start, this.#elapsed);
  }

  monotonic(): Millis {
    return this.#elapsed;
  }

  sleep(duration: Millis, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const cancel = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal?.reason);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper: Sleeper = { due: this.#elapsed + Math.max(0, duration), wake };
      const after = this.#sleepers.findIndex((other) => other.due > sleeper.due);
      this.#sleepers.splice(after < 0 ? this.#sleepers.length : after, 0, sleeper);
      signal?.addEventListener('abort', cancel, { once: true });
    });
  }

  breathe(): Promise<void> {
    return Promise.resolve();
  }

  /** Moves time forward, waking every sleeper that falls due, in order. */
  async advance(duration: Millis): Promise<void> {
    const target = this.#elapsed + duration;
    await this.settle();
    for (;;) {
      const next = this.#sleepers[0];
      if (next === undefined || next.due > target) break;
      this.#sleepers.shift();
      this.#elapsed = Math.max(this.#elapsed, next.due);
      next.wake();
      await this.settle();
    }
    this.#elapsed = target;
    await this.settle();
  }

  /** Sets the wall clock as an operator or NTP would: timers are not moved. */
  jump(duration: Millis): void {
    this.#start = later(this.#start, duration);
  }

  /** Waits until all work that needs no time has been done. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await setImmediate();
  }
}
