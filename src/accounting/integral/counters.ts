import type { Part } from './part.ts';
import type { ProcessTally } from './process-tally.ts';
import type { Reaches } from './reaches.ts';
import type { Reader } from './reader.ts';
import { Rows } from './rows.ts';
import type { Column } from './slice-sums.ts';
import type { Offset, Slices } from './slices.ts';
import { Tracks } from './tracks.ts';

/** Nanoseconds of CPU in a nanosecond are cores. */
const CPU: Column = { name: 'cpu', per: 1e9 };

/** A counter's row: the newest value, the first point's time and value. */
const VALUE = 0;
const FIRST = 1;
const FIRST_VALUE = 2;
const FRESH = [0, Number.POSITIVE_INFINITY, 0];

export interface CountersOptions {
  readonly slices: Slices;
  readonly horizon: Offset;
  /** Gets the times between two points. */
  readonly reaches: Reaches;
}

/**
 * CPU time since a process's start, in nanoseconds. What it grew by is spread evenly over the time since the point
 * before; a value below that one counts whole. The first point counts nothing, nor does one after more than the
 * horizon.
 */
export class Counters implements Reader {
  readonly #options: CountersOptions;
  readonly #tracks: Tracks;
  readonly #rows = new Rows(FRESH);

  constructor(options: CountersOptions) {
    this.#options = options;
    this.#tracks = new Tracks(options);
  }

  get count(): number {
    return this.#rows.count;
  }

  add(_measurement: string, process: ProcessTally): number {
    this.#tracks.add({ process, column: CPU, usage: true });
    return this.#rows.add();
  }

  process(counter: number): ProcessTally {
    return this.#tracks.process(counter);
  }

  /** The time of its first point. */
  first(counter: number): Offset {
    return this.#rows.get(counter, FIRST);
  }

  read({ count, series, time, value }: Part): void {
    for (let at = 0; at < count; at++) this.#take(series[at] ?? 0, time[at] ?? 0, value[at] ?? 0);
  }

  /** There was a point before all those read: the first of them counts from there. */
  precede(counter: number, time: Offset, value: number): void {
    const before = this.add('', this.process(counter));
    this.#take(before, time, value);
    this.#take(before, this.first(counter), this.#rows.get(counter, FIRST_VALUE));
    this.close(before);
  }

  close(counter: number): void {
    this.#tracks.close(counter);
  }

  #take(counter: number, time: Offset, value: number): void {
    const { horizon, reaches } = this.#options;
    const tracks = this.#tracks;
    const last = tracks.last(counter);
    // nothing can have grown in no time
    if (time <= last) return;
    const before = this.#rows.get(counter, VALUE);
    this.#rows.set(counter, VALUE, value);
    if (time - last > horizon) {
      tracks.goTo(counter, time, time);
      if (time < this.first(counter)) this.#begin(counter, time, value);
      return;
    }
    const grown = value >= before ? value - before : value;
    tracks.goTo(counter, time, last);
    tracks.sum(counter, last, time, grown / (time - last), 1);
    reaches.add(last, time);
  }

  #begin(counter: number, time: Offset, value: number): void {
    this.#rows.set(counter, FIRST, time);
    this.#rows.set(counter, FIRST_VALUE, value);
  }
}
