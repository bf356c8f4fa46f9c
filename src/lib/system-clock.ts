import { setImmediate, setTimeout } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Instant, Millis } from './time.ts';

const LONGEST_TIMER: Millis = 2_147_483_647;

/** The machine's time. Wall-clock readings have the microsecond resolution of `performance`. */
export class SystemClock implements Clock {
  now(): Instant {
    return BigInt(Date.now()) * 1_000_000n;
  }

  monotonic(): Millis {
    return performance.now();
  }

  async sleep(duration: Millis, signal?: AbortSignal): Promise<void> {
    const due = this.monotonic() + duration;
    for (let left = duration; left > 0; left = due - this.monotonic()) {
      await setTimeout(Math.min(Math.ceil(left), LONGEST_TIMER), undefined, signal && { signal });
    }
    signal?.throwIfAborted();
  }

  async breathe(): Promise<void> {
    await setImmediate();
  }
}
