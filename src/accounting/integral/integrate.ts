import type { Clock } from '../../lib/clock.ts';
import { toNanos, type Instant, type Millis } from '../../lib/time.ts';
import type { IntervalAt } from '../intervals.ts';
import {
  CPU_RATE,
  CPU_REQUEST,
  CPU_USAGE,
  GPU_REQUEST,
  MEMORY_REQUEST,
  MEMORY_USAGE,
  POINT_TYPE,
} from '../measurements.ts';
import type { Tags } from '../points.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { Amounts, Owner } from '../totals.ts';
import { Counters } from './counters.ts';
import { Gauges } from './gauges.ts';
import { LookBack } from './look-back.ts';
import { Pace } from './pace.ts';
import { readPoints } from './read-points.ts';
import type { Reader } from './reader.ts';
import { Reaches } from './reaches.ts';
import { Roster } from './roster.ts';
import { Slices } from './slices.ts';

const COUNTERS = [CPU_USAGE];
const GAUGES = [CPU_RATE, MEMORY_USAGE, CPU_REQUEST, MEMORY_REQUEST, GPU_REQUEST];

/** Measurements that usage is added up from. */
export const ACCOUNTED: readonly string[] = [...COUNTERS, ...GAUGES];

/** How points are read. */
export interface Integration {
  /** The tag that names the account. */
  readonly accountTag: string;
  readonly intervalAt: IntervalAt;
  /** Points further apart than this have nothing to do with each other. */
  readonly horizon: Millis;
}

/** What is added up. */
export interface Run {
  /** Ends of the slices, ascending: n + 1 for n half-open slices. */
  readonly bounds: readonly Instant[];
  /** At least the points in [since, until] are looked at, and those since the first bound. */
  readonly since: Instant;
  readonly until: Instant;
  /** Only series with these tags. */
  readonly match?: Tags;
}

/** What one process used. */
export interface ProcessAmounts {
  readonly owner: Owner;
  /** The process's name; the job's where points name no process. */
  readonly process: string;
  /** By the slice's place; only slices in which there is something, if only a sample of the slice before at its start. */
  readonly slices: ReadonlyMap<number, Amounts>;
}

export interface Integral {
  readonly processes: readonly ProcessAmounts[];
  /**
   * Times between two points of one process, and those that samples say they stand for, which cross the first or the
   * last bound; merged, in order.
   */
  readonly reaches: readonly { readonly from: Instant; readonly to: Instant }[];
  /** The points that it rests on in fact. */
  readonly since: Instant;
  readonly until: Instant;
}

/**
 * What each process used in each slice. Reads counters first, for gauges count only beside them; so memory is taken
 * by processes, not by points. Points before `since` that points in the run follow are found by themselves, up to
 * the horizon; points after `until` are not. Rejects as the store does.
 */
export async function integrate(
  o: { readonly store: Pick<MetricsStore, 'scan' | 'newest'>; readonly clock: Clock } & Integration,
  { bounds, since, until, match }: Run,
  signal: AbortSignal,
): Promise<Integral> {
  const { store, clock, accountTag, intervalAt } = o;
  const slices = new Slices(bounds);
  const horizon = Number(toNanos(o.horizon));
  const from = earlier(since, bounds[0] ?? since);
  const tags = { ...match, type: POINT_TYPE };
  const reaches = new Reaches({ first: 0, last: slices.last });
  const pace = new Pace({ clock, signal });
  const roster = new Roster({ slices, accountTag });
  const counters = new Counters({ slices, horizon, reaches });
  const gauges = new Gauges({ slices, horizon, intervalAt, reaches });
  const back = new LookBack({
    store,
    roster,
    counters,
    slices,
    pace,
    horizon,
    since: from,
    match: tags,
    measurements: ACCOUNTED,
  });
  const read = (reader: Reader, measurements: readonly string[]): Promise<void> => {
    const scan = store.scan({ measurements, from, to: until + 1n, match: tags }, signal);
    return readPoints(scan, { reader, roster, slices, pace });
  };

  await read(counters, COUNTERS);
  await back.counters(signal);
  await pace.each(roster.processes, (process) => process.countersRead());
  await read(gauges, GAUGES);
  await back.processes(signal);

  const processes: ProcessAmounts[] = [];
  await pace.each(roster.processes, (tally) => {
    tally.settle(horizon, reaches);
    const { amounts } = tally.sums;
    if (amounts.size > 0) processes.push({ owner: tally.owner, process: tally.process, slices: amounts });
  });
  return {
    processes,
    reaches: reaches.spans.map(([start, end]) => ({ from: slices.instant(start), to: slices.instant(end) })),
    since: back.since,
    until,
  };
}

function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
