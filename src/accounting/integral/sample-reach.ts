import type { IntervalAt } from '../intervals.ts';
import type { Offset, Slices } from './slices.ts';

/** How far back a gauge's sample reaches. */
export class SampleReach {
  readonly #slices: Slices;
  readonly #horizon: Offset;
  readonly #intervalAt: IntervalAt;
  #time: Offset = Number.NaN;
  #interval: Offset = 0;

  constructor(o: { slices: Slices; horizon: Offset; intervalAt: IntervalAt }) {
    this.#slices = o.slices;
    this.#horizon = o.horizon;
    this.#intervalAt = o.intervalAt;
  }

  /**
   * The start of what a sample stands for: as long as it says itself, else the collect interval in force then, but
   * not back over the sample `before` it. Never longer than the horizon.
   */
  from(time: Offset, seconds: number, before: Offset): Offset {
    if (seconds >= 0) return time - Math.min(Math.round(seconds * 1e9), this.#horizon);
    return Math.max(time - Math.min(this.#intervalOf(time), this.#horizon), before);
  }

  /** Samples of many series have the same time. */
  #intervalOf(time: Offset): Offset {
    if (time !== this.#time) {
      this.#time = time;
      this.#interval = Math.round(this.#intervalAt(this.#slices.instant(time)) * 1e6);
    }
    return this.#interval;
  }
}
