import type { ProcessTally } from './process-tally.ts';
import { Rows } from './rows.ts';
import type { Column } from './slice-sums.ts';
import type { Offset, Slices } from './slices.ts';

/** What a series adds to. */
export interface Track {
  readonly process: ProcessTally;
  readonly column: Column;
  /** Whether its samples are usage: they count, and cover the time they stand for. */
  readonly usage: boolean;
}

/** The row of a track: the slice that it is in, with what was added up there and the number of samples; */
const SLICE = 0;
const START = 1;
const END = 2;
const SUM = 3;
const SAMPLES = 4;
/** the newest point; points since FIRST are never further apart than the horizon, and stand for times since FROM; */
const LAST = 5;
const FIRST = 6;
const FROM = 7;
/** from here to the newest point all is covered. */
const COVERED = 8;

const EVER = Number.POSITIVE_INFINITY;
const NEVER = Number.NEGATIVE_INFINITY;
/** Before the first point. */
const FRESH = [-1, EVER, NEVER, 0, 0, NEVER, EVER, EVER, EVER];

/**
 * Series on their way through time, by number. What one adds up in the slice that it is in goes to its process when
 * it leaves the slice, so that a point costs a few additions.
 */
export class Tracks {
  readonly #slices: Slices;
  readonly #horizon: Offset;
  readonly #tracks: Track[] = [];
  readonly #rows = new Rows(FRESH);

  constructor({ slices, horizon }: { slices: Slices; horizon: Offset }) {
    this.#slices = slices;
    this.#horizon = horizon;
  }

  get count(): number {
    return this.#tracks.length;
  }

  add(track: Track): number {
    this.#tracks.push(track);
    return this.#rows.add();
  }

  process(track: number): ProcessTally {
    return this.#track(track).process;
  }

  /** The time of the newest point; minus infinity before the first. */
  last(track: number): Offset {
    return this.#rows.get(track, LAST);
  }

  /** Goes on to the next point, which stands for (from, time]. */
  goTo(track: number, time: Offset, from: Offset): void {
    const rows = this.#rows;
    const last = rows.get(track, LAST);
    if (time >= rows.get(track, END)) this.#enter(track, time);
    if (time - last > this.#horizon) this.#begin(track, time, from);
    else if (from < rows.get(track, FROM)) rows.set(track, FROM, from);
    if (from > last) this.#uncover(track, from);
    else if (from < rows.get(track, COVERED)) rows.set(track, COVERED, from);
    rows.set(track, LAST, time);
  }

  /** Adds a rate that held until the newest point or before it, and a number of samples at that point. */
  sum(track: number, from: Offset, to: Offset, rate: number, samples: number): void {
    const rows = this.#rows;
    rows.set(track, SAMPLES, rows.get(track, SAMPLES) + samples);
    if (from < rows.get(track, START)) this.#spread(track, from, to, rate);
    else rows.set(track, SUM, rows.get(track, SUM) + rate * (to - from));
  }

  /** There are no more points. */
  close(track: number): void {
    this.#leave(track);
    this.#begin(track, EVER, EVER);
    this.#uncover(track, EVER);
  }

  /** The next point is in another slice, or is the first. */
  #enter(track: number, time: Offset): void {
    this.#leave(track);
    this.process(track).meet(time);
    const slice = this.#slices.at(time);
    this.#rows.set(track, SLICE, slice);
    this.#rows.set(track, START, this.#slices.start(slice));
    this.#rows.set(track, END, this.#slices.end(slice));
    this.#rows.set(track, SUM, 0);
    this.#rows.set(track, SAMPLES, 0);
  }

  #leave(track: number): void {
    const last = this.#rows.get(track, LAST);
    if (last === NEVER) return;
    const { process, column, usage } = this.#track(track);
    const samples = usage ? this.#rows.get(track, SAMPLES) : 0;
    process.meet(last);
    process.sums.add(column, this.#rows.get(track, SLICE), this.#rows.get(track, SUM), samples);
  }

  /** The next point follows none within the horizon. */
  #begin(track: number, time: Offset, from: Offset): void {
    const [first, last] = [this.#rows.get(track, FIRST), this.#rows.get(track, LAST)];
    if (first <= last) this.process(track).lived(this.#rows.get(track, FROM), first, last);
    this.#rows.set(track, FIRST, time);
    this.#rows.set(track, FROM, from);
  }

  /** Nothing covers the time from the newest point to `from`. */
  #uncover(track: number, from: Offset): void {
    const [covered, last] = [this.#rows.get(track, COVERED), this.#rows.get(track, LAST)];
    const { process, usage } = this.#track(track);
    if (usage && covered < last) process.covered.add(covered, last);
    this.#rows.set(track, COVERED, from);
  }

  #spread(track: number, from: Offset, to: Offset, rate: number): void {
    const { process, column } = this.#track(track);
    process.sums.spread(column, from, to, rate);
  }

  #track(track: number): Track {
    const found = this.#tracks[track];
    if (found === undefined) throw new RangeError(`no track ${track}`);
    return found;
  }
}
