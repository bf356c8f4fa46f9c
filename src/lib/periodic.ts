import type { Clock } from './clock.ts';
import type { Millis } from './time.ts';

export interface PeriodicOptions {
  readonly clock: Clock;
  /** From the start to the first run. */
  readonly first: Millis;
  /** From the end of a run to the next, or what to wait for. */
  readonly every: Millis | ((signal: AbortSignal) => Promise<void>);
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** A run has rejected; the next comes all the same. */
  readonly failed: (error: unknown) => void;
}

/** Does the same thing again and again, never twice at once. */
export class Periodic implements AsyncDisposable {
  readonly #options: PeriodicOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: PeriodicOptions) {
    this.#options = options;
  }

  /** A second start does nothing. */
  start(): void {
    this.#loop ??= this.#repeat(this.#stopping.signal);
  }

  /** Aborts the run under way and waits for its end. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #repeat(signal: AbortSignal): Promise<void> {
    const { clock, first, every, run, failed } = this.#options;
    for (let wait: PeriodicOptions['every'] = first; !signal.aborted; wait = every) {
      try {
        await (typeof wait === 'number' ? clock.sleep(wait, signal) : wait(signal));
        await run(signal);
      } catch (error) {
        if (!signal.aborted) failed(error);
      }
    }
  }
}
