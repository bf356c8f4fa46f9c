import type { Part } from './part.ts';
import type { ProcessTally } from './process-tally.ts';

/** Reads series, each in the order of time, and adds to their processes. It numbers its series itself. */
export interface Reader {
  /** A new series. */
  add(measurement: string, process: ProcessTally): number;
  read(points: Part): void;
  /** Series of these numbers, from 0, have been added. */
  readonly count: number;
  /** There are no more points of this series. */
  close(series: number): void;
}
