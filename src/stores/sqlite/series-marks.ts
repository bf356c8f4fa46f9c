import type { Instant } from '../../lib/time.ts';

/** Before every time that a point may have: there is none. */
export const NEVER: Instant = -(2n ** 63n);

/**
 * What changes of series with each of their points, in columns: hundreds of thousands of times that change
 * in place are no work for the garbage collector, as objects would be.
 */
export class SeriesMarks {
  #time = new BigInt64Array(1_024);
  #value = new Float64Array(1_024);
  #liveUntil = new BigInt64Array(1_024);
  #taken = 0;
  readonly #free: number[] = [];

  /** A place for the marks of one more series. */
  take(): number {
    const place = this.#free.pop() ?? this.#taken++;
    if (place >= this.#time.length) this.#grow();
    this.#time[place] = NEVER;
    this.#liveUntil[place] = NEVER;
    return place;
  }

  /** Its series is forgotten. */
  release(place: number): void {
    this.#free.push(place);
  }

  /** Of the newest point; NEVER if there is none. */
  time(place: number): Instant {
    return this.#time[place] ?? NEVER;
  }

  /** Of the newest point. */
  value(place: number): number {
    return this.#value[place] ?? Number.NaN;
  }

  /** The point is the newest, unless there is a newer one. */
  note(place: number, time: Instant, value: number): void {
    if (time < this.time(place)) return;
    this.#time[place] = time;
    this.#value[place] = value;
  }

  /** The file takes the series for alive until then at least. */
  liveUntil(place: number): Instant {
    return this.#liveUntil[place] ?? NEVER;
  }

  setLiveUntil(place: number, until: Instant): void {
    this.#liveUntil[place] = until;
  }

  #grow(): void {
    const length = 2 * this.#time.length;
    const [time, value, liveUntil] = [this.#time, this.#value, this.#liveUntil];
    this.#time = new BigInt64Array(length);
    this.#time.set(time);
    this.#value = new Float64Array(length);
    this.#value.set(value);
    this.#liveUntil = new BigInt64Array(length);
    this.#liveUntil.set(liveUntil);
  }
}
