import { between, type Instant, type Millis } from '../lib/time.ts';
import type { PointsBuilder } from './points-builder.ts';
import type { UsageSample } from './ports/usage-source.ts';
import { UsageSeries } from './usage-series.ts';

/** Wall clock and monotonic scale may differ by so much over an interval before the clock counts as set. */
const CLOCK_WAS_SET: Millis = 1_000;

/** How long ago a stored reading may lie to be taken up again. */
export const LOOK_BACK: Millis = 3_600_000;

/** A CPU counter's reading. `monotonic` is absent for one that an earlier run of the service took. */
export interface CounterReading {
  readonly at: Instant;
  readonly cpuNanos: number;
  readonly monotonic?: Millis;
}

/** What is known of one process: its series, and its counter as last stored, if that is known. */
export class ProcessUsage {
  readonly #series: UsageSeries;
  readonly #startedAt: Instant;
  #last: CounterReading | undefined;

  /**
   * A process not seen before. Its counter is as an earlier run of the service stored it, or else was 0 when
   * it started; but if that is longer ago than stored readings were looked for, what it did since is not known.
   */
  constructor(sample: UsageSample, stored: CounterReading | undefined) {
    const { startedAt, at } = sample;
    const young = between(startedAt, at) <= LOOK_BACK;
    this.#series = new UsageSeries(sample);
    this.#startedAt = startedAt;
    this.#last = stored ?? (young ? { at: startedAt, cpuNanos: 0 } : undefined);
  }

  /**
   * Adds the points of a sample. The counter's start is written with the first sample: the same point whenever
   * it is written. A sample that is stored already adds nothing.
   */
  addTo(points: PointsBuilder, sample: UsageSample, monotonic: Millis): void {
    const series = this.#series;
    const startedAt = this.#startedAt;
    const last = this.#last;
    const { at, cpuNanos } = sample;
    if (at === last?.at && at !== startedAt) return;
    if (last === undefined || last.at === startedAt) series.addCpuUsage(points, startedAt, 0);
    if (at !== startedAt) series.addCpuUsage(points, at, cpuNanos);
    const seconds = last && secondsSince(last, at, monotonic);
    if (last !== undefined && seconds !== undefined) {
      series.addCpuRate(points, at, rate(last.cpuNanos, cpuNanos, seconds), seconds);
    }
    series.addGauges(points, sample, seconds);
  }

  /** The sample's points are stored. */
  stored({ at, cpuNanos }: UsageSample, monotonic: Millis): void {
    if (at !== this.#last?.at || at === this.#startedAt) this.#last = { at, cpuNanos, monotonic };
  }
}

/** The time that a sample stands for; undefined if there is none, or the clock went back and nobody knows it. */
function secondsSince(last: CounterReading, at: Instant, monotonic: Millis): number | undefined {
  const wall = between(last.at, at);
  const steady = last.monotonic === undefined ? wall : monotonic - last.monotonic;
  const elapsed = Math.abs(wall - steady) > CLOCK_WAS_SET ? steady : wall;
  return elapsed > 0 ? elapsed / 1_000 : undefined;
}

/** Millicores. A counter that fell has started again: all of it is new. */
function rate(before: number, after: number, seconds: number): number {
  const used = after >= before ? after - before : after;
  return used / 1e6 / seconds;
}
