import type { Clock } from './clock.ts';
import { parseCron, type Cron } from './cron.ts';
import { Periodic, type PeriodicOptions } from './periodic.ts';
import { between, type Millis } from './time.ts';

/** The wall clock may be set, and the schedule changed: they are looked at that often. */
const LOOK: Millis = 60_000;

export interface CronLoopOptions extends Omit<PeriodicOptions, 'every'> {
  /** A cron expression, in UTC; asked while waiting. */
  readonly schedule: () => string;
}

/** Does the same thing by a schedule, never twice at once: what falls due meanwhile is left out. */
export function cronLoop({ schedule, ...options }: CronLoopOptions): Periodic {
  const { clock } = options;
  const wait = new CronWait(clock, schedule);
  return new Periodic({ ...options, every: (signal) => wait.untilDue(signal) });
}

class CronWait {
  readonly #clock: Clock;
  readonly #schedule: () => string;
  #parsed: { readonly text: string; readonly cron: Cron } | undefined;

  constructor(clock: Clock, schedule: () => string) {
    this.#clock = clock;
    this.#schedule = schedule;
  }

  /** Resolves when the schedule next falls due, from now on. */
  async untilDue(signal: AbortSignal): Promise<void> {
    let [after, text] = [this.#clock.now(), this.#schedule()];
    for (;;) {
      const now = this.#clock.now();
      // the clock was set back, or there is another schedule
      if (now < after || this.#schedule() !== text) [after, text] = [now, this.#schedule()];
      const due = this.#cron(text).next(after);
      if (due <= now) return;
      await this.#clock.sleep(Math.min(LOOK, between(now, due)), signal);
    }
  }

  #cron(text: string): Cron {
    if (this.#parsed?.text !== text) this.#parsed = { text, cron: parseCron(text) };
    return this.#parsed.cron;
  }
}
