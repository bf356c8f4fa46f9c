import type { Instant } from '../../lib/time.ts';

/** Before every time that a point may have: there is none, or nothing is known. */
export const NEVER: Instant = -(2n ** 63n);

/**
 * What changes of series with each of their points, in columns: hundreds of thousands of times that change
 * in place are no work for the garbage collector, as objects would be.
 */
export class SeriesMarks {
  #time = new BigInt64Array(1_024);
  #value = new Float64Array(1_024);
  #sure = new Uint8Array(1_024);
  #first = new BigInt64Array(1_024);
  #liveUntil = new BigInt64Array(1_024);
  #taken = 0;
  readonly #free: number[] = [];

  /** A place for the marks of one more series. */
  take(): number {
    const place = this.#free.pop() ?? this.#taken++;
    if (place >= this.#time.length) this.#grow();
    this.#time[place] = NEVER;
    this.#sure[place] = 0;
    this.#first[place] = NEVER;
    this.#liveUntil[place] = NEVER;
    return place;
  }

  /** Its series is forgotten. */
  release(place: number): void {
    this.#free.push(place);
  }

  /** Of the newest point that has been seen; NEVER if there is none. */
  time(place: number): Instant {
    return this.#time[place] ?? NEVER;
  }

  /** Of the newest point that has been seen. */
  value(place: number): number {
    return this.#value[place] ?? Number.NaN;
  }

  /** The point is the newest, unless a newer one has been seen. */
  note(place: number, time: Instant, value: number): void {
    if (time < this.time(place)) return;
    this.#time[place] = time;
    this.#value[place] = value;
  }

  /** The file has no newer point than the newest that has been seen. */
  isSure(place: number): boolean {
    return this.#sure[place] === 1;
  }

  makeSure(place: number): void {
    this.#sure[place] = 1;
  }

  /** No point lies before. */
  first(place: number): Instant {
    return this.#first[place] ?? NEVER;
  }

  setFirst(place: number, first: Instant): void {
    this.#first[place] = first;
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
    this.#time = copied(this.#time, new BigInt64Array(length));
    this.#value = copied(this.#value, new Float64Array(length));
    this.#sure = copied(this.#sure, new Uint8Array(length));
    this.#first = copied(this.#first, new BigInt64Array(length));
    this.#liveUntil = copied(this.#liveUntil, new BigInt64Array(length));
  }
}

function copied<Column extends { set(from: Column): void }>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
