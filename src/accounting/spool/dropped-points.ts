import type { Log } from '../../lib/log.ts';
import type { PointColumns, RefusedPoint } from '../points.ts';

/** Reasons may name values, and must not become ever more. */
const MOST_REASONS = 20;
const OTHER = 'other';

/** Counts points that were acknowledged and that the store then did not take; the first of each reason is logged. */
export class DroppedPoints {
  readonly #log: Log;
  readonly #counts = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  add({ series, index, time, value }: PointColumns, refused: readonly RefusedPoint[]): void {
    for (const { at, reason } of refused) {
      const known = this.#counts.has(reason) || this.#counts.size < MOST_REASONS;
      const key = known ? reason : OTHER;
      const before = this.#counts.get(key) ?? 0;
      this.#counts.set(key, before + 1);
      if (before > 0) continue;
      const point = { series: series[index[at] ?? -1], time: time[at], value: value[at] };
      this.#log.warn('points of the spool are dropped: the metrics store refuses them', { reason, point });
    }
  }
}
