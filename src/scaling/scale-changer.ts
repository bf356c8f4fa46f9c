import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import type { JobScaling } from './ports/job-scaling.ts';
import type { ScalerCounts } from './scaler-stats.ts';
import { describeReading } from './reason.ts';
import { retries, type Change } from './scaler-tick.ts';
import { within } from './within.ts';

export interface ScaleChangerOptions {
  readonly jobs: JobScaling;
  readonly counts: ScalerCounts;
  readonly clock: Clock;
  readonly log: Log;
}

/** Does what ticks have decided, and corrects the record of what did not come about. */
export class ScaleChanger {
  readonly #options: ScaleChangerOptions;

  constructor(options: ScaleChangerOptions) {
    this.#options = options;
  }

  /** True if what was written down beforehand is what happened. Never rejects. */
  async apply(change: Change, timeout: Millis, signal: AbortSignal): Promise<boolean> {
    const { jobs, clock, log, counts } = this.#options;
    const { entry, verdict, run } = change;
    if (entry.removed) return true;
    if (entry.scaler !== change.scaler) {
      this.hold(change, 'it was redefined meanwhile');
      return false;
    }
    const { target } = entry.scaler;
    try {
      await within({ clock, timeout, signal }, (inTime) => jobs.setScale(target, verdict.desired, inTime));
    } catch (error) {
      if (!retries(run, verdict)) {
        log.warn('the scale could not be changed; it is tried again at the next tick', {
          namespace: target.namespace,
          scaler: entry.ref.name,
          job: target.name,
          to: verdict.desired,
          error: messageOf(error),
        });
      }
      counts.decisions.failed++;
      this.#correct(change, 'failed', messageOf(error));
      return false;
    }
    counts.decisions.applied++;
    log.info(`changing scale of ${target.name} to ${verdict.desired}`, {
      namespace: target.namespace,
      scaler: entry.ref.name,
      from: verdict.current,
      ...(verdict.reading && { reason: describeReading(verdict.reading) }),
    });
    if (!retries(run, verdict)) return true;
    entry.record(verdict, clock.now());
    return false;
  }

  /** It is decided, but must not be done now. */
  hold(change: Change, why: string): void {
    this.#options.counts.decisions.held++;
    this.#correct(change, 'held', why);
  }

  #correct({ entry, verdict, run }: Change, outcome: 'failed' | 'held', remark: string): void {
    entry.remember({ expected: verdict.current });
    if (retries(run, verdict)) entry.record({ ...verdict, outcome, remark }, this.#options.clock.now());
    else run.correct(outcome, remark);
  }
}
