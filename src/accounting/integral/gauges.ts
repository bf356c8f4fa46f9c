import type { IntervalAt } from '../intervals.ts';
import { CPU_RATE, CPU_REQUEST, GPU_REQUEST, MEMORY_REQUEST, MEMORY_USAGE } from '../measurements.ts';
import type { Part } from './part.ts';
import type { ProcessTally } from './process-tally.ts';
import type { Reaches } from './reaches.ts';
import type { Reader } from './reader.ts';
import { SampleReach } from './sample-reach.ts';
import type { Column } from './slice-sums.ts';
import type { Offset, Slices } from './slices.ts';
import type { Spans } from './spans.ts';
import { Tracks } from './tracks.ts';

const SECOND = 1e9;

/** Where gauges are added up: bytes and devices by the second, and cores, which are given in thousandths. */
const GAUGES: Readonly<Record<string, { readonly column: Column; readonly usage: boolean }>> = {
  [CPU_RATE]: { column: { name: 'cpu', per: 1000 * SECOND }, usage: true },
  [MEMORY_USAGE]: { column: { name: 'mem', per: SECOND }, usage: true },
  [GPU_REQUEST]: { column: { name: 'gpu', per: SECOND }, usage: true },
  [CPU_REQUEST]: { column: { name: 'cpuRequested', per: 1000 * SECOND }, usage: false },
  [MEMORY_REQUEST]: { column: { name: 'memRequested', per: SECOND }, usage: false },
};

/**
 * Values each of which held for some time up to its point. CPU in use counts only while no counter of its process
 * does: of a sample that counters cover in part, the rest; it is one of the samples if they do not cover its end.
 */
export class Gauges implements Reader {
  readonly #reaches: Reaches;
  readonly #tracks: Tracks;
  readonly #reach: SampleReach;
  /** When another series counts instead, by gauge. */
  readonly #counted: (Spans | undefined)[] = [];

  /** `reaches` gets what samples say that they stand for. */
  constructor(options: { slices: Slices; horizon: Offset; intervalAt: IntervalAt; reaches: Reaches }) {
    this.#reaches = options.reaches;
    this.#tracks = new Tracks(options);
    this.#reach = new SampleReach(options);
  }

  get count(): number {
    return this.#tracks.count;
  }

  add(measurement: string, process: ProcessTally): number {
    const gauge = GAUGES[measurement];
    if (gauge === undefined) throw new TypeError(`${measurement} is not accounted`);
    this.#counted.push(measurement === CPU_RATE ? process.counted : undefined);
    return this.#tracks.add({ process, ...gauge });
  }

  read({ count, series, time, value, seconds }: Part): void {
    for (let at = 0; at < count; at++) {
      this.#take(series[at] ?? 0, time[at] ?? 0, value[at] ?? 0, seconds[at] ?? Number.NaN);
    }
  }

  close(gauge: number): void {
    this.#tracks.close(gauge);
  }

  #take(gauge: number, time: Offset, value: number, seconds: number): void {
    const from = this.#reach.from(time, seconds, this.#tracks.last(gauge));
    this.#tracks.goTo(gauge, time, from);
    if (seconds >= 0) this.#reaches.add(from, time);
    const counted = this.#counted[gauge];
    if (counted !== undefined) this.#takeOutside(counted, gauge, from, time, value);
    else if (from < time) this.#tracks.sum(gauge, from, time, value, 1);
  }

  #takeOutside(counted: Spans, gauge: number, from: Offset, time: Offset, value: number): void {
    let start = from;
    for (let at = counted.endingAfter(from); at < counted.count && counted.from(at) < time; at++) {
      if (start < counted.from(at)) this.#tracks.sum(gauge, start, counted.from(at), value, 0);
      start = counted.to(at);
    }
    if (start < time) this.#tracks.sum(gauge, start, time, value, 1);
  }
}
