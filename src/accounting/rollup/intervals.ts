import type { Instant, Millis } from '../../lib/time.ts';
import type { IntervalAt } from '../intervals.ts';
import type { WindowMark } from '../totals.ts';

interface Change {
  readonly at: Instant;
  readonly interval: Millis;
}

/**
 * The collect intervals that were in force: since the start of the service to the instant, before it as the marks
 * of windows tell.
 */
export class Intervals {
  readonly #start: Instant;
  #before: readonly Change[] = [];
  /** In the order of time; the first is the start. */
  readonly #since: Change[];

  /** `interval` is in force from `start` on; before it too, until marks tell. */
  constructor({ start, interval }: { readonly start: Instant; readonly interval: Millis }) {
    this.#start = start;
    this.#since = [{ at: start, interval }];
  }

  /** Another interval is in force from `at` on. */
  changed(at: Instant, interval: Millis): void {
    if (this.at(at) !== interval) this.#since.push({ at, interval });
  }

  /** Takes from the marks, in their order, what was in force before the start. */
  learn(marks: readonly WindowMark[]): void {
    const changes: Change[] = [];
    for (const { start, interval } of marks) {
      if (interval !== changes.at(-1)?.interval) changes.push({ at: start, interval });
    }
    this.#before = changes;
  }

  readonly at: IntervalAt = (time) => {
    const changes = time < this.#start ? this.#before : this.#since;
    const change = changes.findLast(({ at }) => at <= time) ?? changes[0] ?? this.#since[0];
    return change?.interval ?? 0;
  };
}
