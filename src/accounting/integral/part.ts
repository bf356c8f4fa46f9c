import type { PointColumns } from '../points.ts';
import type { Slices } from './slices.ts';

/** So many take half a millisecond, even if each is of a new series. */
const ROOM = 500;

/** Tells the number of the series at a place of a chunk. */
interface SeriesNumbers {
  of(place: number): number;
}

/** Some points of a chunk as readers take them, each by the number of its series and at its offset. */
export class Part {
  readonly series = new Int32Array(ROOM);
  readonly time = new Float64Array(ROOM);
  readonly value = new Float64Array(ROOM);
  /** NaN: not given. */
  readonly seconds = new Float64Array(ROOM);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Takes points from this place on, as many as there is room for; gives the place of the next. */
  fill(chunk: PointColumns, from: number, numbers: SeriesNumbers, slices: Slices): number {
    const to = Math.min(chunk.index.length, from + ROOM);
    this.#count = to - from;
    for (let at = from; at < to; at++) this.series[at - from] = numbers.of(chunk.index[at] ?? 0);
    slices.offsets(chunk.time.subarray(from, to), this.time);
    this.value.set(chunk.value.subarray(from, to));
    if (chunk.seconds === undefined) this.seconds.fill(Number.NaN);
    else this.seconds.set(chunk.seconds.subarray(from, to));
    return to;
  }
}
