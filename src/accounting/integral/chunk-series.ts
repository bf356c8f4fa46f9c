import type { Series } from '../points.ts';
import type { Reader } from './reader.ts';
import type { Roster } from './roster.ts';

const UNKNOWN = -1;

/** The numbers of a scan's series, by their place in the chunk at hand. */
export class ChunkSeries {
  readonly #roster: Roster;
  readonly #reader: Reader;
  /** Where chunks do not share their list of series, its objects come again all the same. */
  readonly #met = new Map<Series, number>();
  #series: readonly Series[] = [];
  #numbers = new Int32Array(0);

  constructor({ roster, reader }: { roster: Roster; reader: Reader }) {
    this.#roster = roster;
    this.#reader = reader;
  }

  /** Goes on to the next chunk. */
  enter(series: readonly Series[]): void {
    if (series === this.#series) return;
    this.#series = series;
    this.#numbers = new Int32Array(series.length).fill(UNKNOWN);
  }

  of(place: number): number {
    const known = this.#numbers[place] ?? UNKNOWN;
    return known === UNKNOWN ? this.#meet(place) : known;
  }

  #meet(place: number): number {
    const series = this.#series[place];
    if (series === undefined) throw new RangeError(`a point of series ${place} of ${this.#series.length}`);
    const number = this.#met.get(series) ?? this.#roster.enter(series, this.#reader);
    this.#met.set(series, number);
    this.#numbers[place] = number;
    return number;
  }
}
