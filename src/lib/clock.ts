import type { Instant, Millis } from './time.ts';

/**
 * Time, as everything above the ground floor knows it. The service runs on `SystemClock`; tests and
 * replays run the same code on `VirtualClock`.
 */
export interface Clock {
  /** Wall-clock time. It may jump either way when the machine's clock is set. */
  now(): Instant;
  /** Milliseconds from an arbitrary start; never goes back, is not moved by setting the clock. */
  monotonic(): Millis;
  /** Resolves after `duration` on the monotonic scale. Rejects with the signal's reason when aborted. */
  sleep(duration: Millis, signal?: AbortSignal): Promise<void>;
  /** Lets other work on the event loop run; loops over many items call it every few milliseconds. */
  breathe(): Promise<void>;
}
