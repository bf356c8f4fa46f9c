import type { Series } from '../../accounting/points.ts';
import type { Instant } from '../../lib/time.ts';

export interface Point {
  readonly time: Instant;
  readonly value: number;
  /** NaN: not given. */
  readonly seconds: number;
}

/** The points of one series, in the order of time, one at a time. */
export class SeriesPoints {
  readonly series: Series;
  #points: Point[] = [];

  constructor(series: Series) {
    this.series = series;
  }

  get oldest(): Point | undefined {
    return this.#points[0];
  }

  upsert(point: Point): void {
    const at = this.#firstFrom(point.time);
    const replaces = this.#points[at]?.time === point.time;
    this.#points.splice(at, replaces ? 1 : 0, point);
  }

  between(from: Instant, to: Instant): readonly Point[] {
    return this.#points.slice(this.#firstFrom(from), this.#firstFrom(to));
  }

  newest(since: Instant, until: Instant): Point | undefined {
    const point = this.#points[this.#firstFrom(until + 1n) - 1];
    return point !== undefined && point.time >= since ? point : undefined;
  }

  dropBefore(time: Instant): void {
    this.#points = this.#points.slice(this.#firstFrom(time));
  }

  /** The place of the first point at or after `time`. */
  #firstFrom(time: Instant): number {
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const point = this.#points[middle];
      if (point !== undefined && point.time < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
