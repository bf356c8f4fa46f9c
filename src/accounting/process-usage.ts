import { between, type Instant, type Millis } from '../lib/time.ts';
import type { PointsBuilder } from './points-builder.ts';
import type { UsageSample } from './ports/usage-source.ts';
import { UsageSeries } from './usage-series.ts';

/** Wall clock and monotonic scale may differ by so much over an interval before the clock counts as set. */
const CLOCK_WAS_SET: Millis = 1_000;

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
  /** The last reading, which rates are computed from. */
  #last: CounterReading | undefined;
  /** The newest time of the counter's points: later than the last reading if the clock was set back. */
  #counted: Instant | undefined;

  /**
   * A process not seen before. Its counter is as an earlier run of the service stored it, or else was 0 when it
   * started; but if that is longer ago than `lookBack`, what it did since is not known.
   */
  constructor(sample: UsageSample, stored: CounterReading | undefined, lookBack: Millis) {
    const { startedAt, at } = sample;
    const young = between(startedAt, at) <= lookBack;
    this.#series = new UsageSeries(sample);
    this.#startedAt = startedAt;
    this.#last = stored ?? (young ? { at: startedAt, cpuNanos: 0 } : undefined);
    this.#counted = this.#last?.at;
  }

  /**
   * Adds the points of a sample; `monotonic` is when it was taken. The counter's start is written with the first sample: the same point whenever
   * it is written. A sample that is stored already adds nothing.
   */
  addTo(points: PointsBuilder, sample: UsageSample, monotonic: Millis): void {
    const series = this.#series;
    const last = this.#last;
    const { at, cpuNanos } = sample;
    if (at === last?.at && at !== this.#startedAt) return;
    this.#addCounter(points, sample);
    const seconds = last && secondsSince(last, at, monotonic);
    if (last !== undefined && seconds !== undefined && seconds > 0) {
      series.addCpuRate(points, at, rate(last.cpuNanos, cpuNanos, seconds), seconds);
    }
    series.addGauges(points, sample, seconds);
  }

  /** The sample's points are stored. */
  stored({ at, cpuNanos }: UsageSample, monotonic: Millis): void {
    if (at === this.#last?.at && at !== this.#startedAt) return;
    this.#last = { at, cpuNanos, monotonic };
    if (this.#counted === undefined || at > this.#counted) this.#counted = at;
  }

  /**
   * A counter is read in the order of time: after the clock was set back its values would seem to fall and rise,
   * so it waits for its own time; then one point stands for all that it missed.
   */
  #addCounter(points: PointsBuilder, { at, cpuNanos }: UsageSample): void {
    const counted = this.#counted;
    if (counted === this.#startedAt) this.#series.addCpuUsage(points, counted, 0);
    if (counted === undefined) this.#series.addCpuUsage(points, at, cpuNanos);
    else if (at > counted) this.#series.addCpuUsage(points, at, cpuNanos, toSeconds(at - counted));
  }
}

/** The time that a sample stands for: none at the start; undefined if the clock went back and nobody knows it. */
function secondsSince(last: CounterReading, at: Instant, monotonic: Millis): number | undefined {
  const wall = toSeconds(at - last.at);
  const steady = last.monotonic === undefined ? wall : (monotonic - last.monotonic) / 1_000;
  const clockWasSet = Math.abs(wall - steady) > CLOCK_WAS_SET / 1_000 && steady >= 0;
  const elapsed = clockWasSet ? steady : wall;
  return elapsed < 0 ? undefined : elapsed;
}

/** Exact to the nanosecond for spans below a hundred days, so that samples meet without a gap. */
function toSeconds(nanos: bigint): number {
  return Number(nanos) / 1e9;
}

/** Millicores. A counter that fell has started again: all of it is new. */
function rate(before: number, after: number, seconds: number): number {
  const used = after >= before ? after - before : after;
  return used / 1e6 / seconds;
}
