import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { later, type Millis } from '../lib/time.ts';
import type { ScalerState } from './ports/scaler-state.ts';

export interface DecisionExpiryOptions {
  readonly state: ScalerState;
  readonly clock: Clock;
  readonly log: Log;
  /** How long decisions are kept. */
  readonly retention: Millis;
}

const EVERY: Millis = 3_600_000;

/** Removes old decisions, every hour. */
export class DecisionExpiry {
  readonly #options: DecisionExpiryOptions;
  readonly #stopping = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: DecisionExpiryOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run(this.#stopping.signal);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, state, retention, log } = this.#options;
    while (!signal.aborted) {
      try {
        await clock.sleep(EVERY, signal);
        await state.expire(later(clock.now(), -retention), signal);
      } catch (error) {
        if (!signal.aborted)
          log.warn('old decisions of scalers cannot be removed', { error: messageOf(error) });
      }
    }
  }
}
