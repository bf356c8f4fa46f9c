import type { Clock } from './clock.ts';
import { parseCron, type Cron } from './cron.ts';
import { between, type Millis } from './time.ts';

/** The wall clock may be set, and the schedule changed: they are looked at that often. */
const LOOK: Millis = 60_000;

export interface CronLoopOptions {
  readonly clock: Clock;
  /** A cron expression, in UTC; asked while waiting. */
  readonly schedule: () => string;
  /** From the start to a first run, whatever the schedule. */
  readonly first: Millis;
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** A run has rejected; the next comes all the same. */
  readonly failed: (error: unknown) => void;
}

/** Does the same thing by a schedule, never twice at once: what falls due meanwhile is left out. */
export class CronLoop implements AsyncDisposable {
  readonly #options: CronLoopOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;
  #parsed: { readonly text: string; readonly cron: Cron } | undefined;

  constructor(options: CronLoopOptions) {
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
    const { clock, first, run, failed } = this.#options;
    let wait: Promise<void> = clock.sleep(first, signal);
    while (!signal.aborted) {
      try {
        await wait;
        await run(signal);
      } catch (error) {
        if (!signal.aborted) failed(error);
      }
      wait = this.#untilDue(signal);
    }
    await wait.catch(() => {}); // aborted
  }

  async #untilDue(signal: AbortSignal): Promise<void> {
    const { clock, schedule } = this.#options;
    let [after, text] = [clock.now(), schedule()];
    for (;;) {
      const now = clock.now();
      // the clock was set back, or there is another schedule
      if (now < after || schedule() !== text) [after, text] = [now, schedule()];
      const due = this.#cron(text).next(after);
      if (due <= now) return;
      await clock.sleep(Math.min(LOOK, between(now, due)), signal);
    }
  }

  #cron(text: string): Cron {
    if (this.#parsed?.text !== text) this.#parsed = { text, cron: parseCron(text) };
    return this.#parsed.cron;
  }
}
