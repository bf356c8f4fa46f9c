import type { JobRef } from '../../jobs/job-ref.ts';
import type { Owner } from '../totals.ts';
import { Crossing } from './crossing.ts';
import type { Reaches } from './reaches.ts';
import { SliceSums, type Column } from './slice-sums.ts';
import type { Offset, Slices } from './slices.ts';
import { Spans } from './spans.ts';

const SECONDS: Column = { name: 'seconds', per: 1e9 };
const ALIVE: Column = { name: 'alive', per: 1e9 };
const NEVER = new Spans();

/** One process: what it used, and when it was there. Its series add to it in any order. */
export class ProcessTally {
  readonly owner: Owner;
  readonly process: string;
  readonly sums: SliceSums;
  /** What its samples of usage stand for. */
  readonly covered = new Spans();
  /** From point to point of its series, and from the start of what a first point stands for to that point. */
  readonly #seen = new Spans();
  readonly #begun = new Spans();
  readonly #crossings: readonly Crossing[];
  #counted = NEVER;
  #first: Offset = Number.POSITIVE_INFINITY;
  #predecessor: Offset = Number.NEGATIVE_INFINITY;

  constructor({ owner, process, slices }: { owner: Owner; process: string; slices: Slices }) {
    this.owner = owner;
    this.process = process;
    this.sums = new SliceSums(slices);
    this.#crossings = [new Crossing(0), new Crossing(slices.last)];
  }

  get job(): JobRef {
    return { namespace: this.owner.namespace, name: this.owner.job };
  }

  /** The time of its first point in the scan. */
  get first(): Offset {
    return this.#first;
  }

  /** The time of its last point before the scan, as far as it was looked for. */
  get predecessor(): Offset {
    return this.#predecessor;
  }

  /** When its counters count. */
  get counted(): Spans {
    return this.#counted;
  }

  /** All counters are read, and nothing else is yet. */
  countersRead(): void {
    this.#counted = this.covered.union();
  }

  /** A series has a point here; to be told of its first and its last one in each slice. */
  meet(time: Offset): void {
    if (time < this.#first) this.#first = time;
    for (const crossing of this.#crossings) crossing.meet(time);
  }

  /** There is a point before the scan. */
  precede(time: Offset): void {
    if (time > this.#predecessor) this.#predecessor = time;
  }

  /** A series has points from first to last, no two further apart than the horizon, and they stand for times since `from`. */
  lived(from: Offset, first: Offset, last: Offset): void {
    this.#seen.add(first, last);
    if (from < first) this.#begun.add(from, first);
  }

  /**
   * All is read. It was covered while any sample of usage stands for the time, and alive then, as while any other
   * does, and between points that follow each other. Its links over the run's ends go to `reaches`.
   */
  settle(horizon: Offset, reaches: Reaches): void {
    if (this.#first - this.#predecessor <= horizon) {
      this.#seen.add(this.#predecessor, this.#first);
      for (const crossing of this.#crossings) crossing.meet(this.#predecessor);
    }
    for (const crossing of this.#crossings)
      if (crossing.linked(horizon)) reaches.add(crossing.from, crossing.to);
    for (const [from, to] of this.#seen.union(horizon)) this.#begun.add(from, to);
    for (const [from, to] of this.#begun.union()) this.sums.spread(ALIVE, from, to, 1);
    for (const [from, to] of this.covered.union()) this.sums.spread(SECONDS, from, to, 1);
  }
}
