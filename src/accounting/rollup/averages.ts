import type { Instant } from '../../lib/time.ts';
import { identityKey, identityOf, type Identity } from '../integral/identity.ts';
import type { ProcessAmounts } from '../integral/integrate.ts';
import type { Pace } from '../integral/pace.ts';
import { POINT_TYPE } from '../measurements.ts';
import { PointsBuilder } from '../points-builder.ts';
import type { PointColumns, Tags } from '../points.ts';
import type { Amounts } from '../totals.ts';
import { addTo, sumsAt, type Sums } from './sums.ts';

/** What averages are of, and how they come from sums. Nothing is written where nothing was measured. */
const AVERAGES: readonly {
  readonly measurement: string;
  readonly sum: (of: Amounts) => number;
  readonly measured: (of: Amounts) => boolean;
}[] = [
  {
    measurement: 'cpu/average',
    sum: ({ cpu }) => 1_000 * cpu,
    // a process at rest uses none, but has asked for some
    measured: ({ cpu, cpuRequested }) => cpu > 0 || cpuRequested > 0,
  },
  { measurement: 'memory/average', sum: ({ mem }) => mem, measured: ({ mem }) => mem > 0 },
  { measurement: 'gpu/average', sum: ({ gpu }) => gpu, measured: ({ gpu }) => gpu > 0 },
];

/** Points of one write. */
const PART = 1_000;

/** Measurements of averages. */
export const AVERAGED: readonly string[] = AVERAGES.map(({ measurement }) => measurement);

interface Process extends Identity {
  /** By the start of the window. */
  readonly sums: Map<Instant, Sums>;
  /** There are averages already of these measurements at these times. */
  readonly old: Map<string, Set<Instant>>;
}

/** What each process used on average, in windows of some length. */
export class Averages {
  readonly #processes = new Map<string, Process>();
  readonly #accountTag: string;

  constructor(accountTag: string) {
    this.#accountTag = accountTag;
  }

  /** Adds what processes used; `windows` tells the start of the window that each slice is part of. */
  async add(
    processes: readonly ProcessAmounts[],
    windows: readonly (Instant | undefined)[],
    pace: Pace,
  ): Promise<void> {
    await pace.each(processes, ({ owner, process, slices }) => {
      const { sums } = this.#process({ owner, process });
      for (const [slice, amounts] of slices) {
        const window = windows[slice];
        if (window !== undefined) addTo(sumsAt(sums, window), amounts);
      }
    });
  }

  /** There are these averages already: those that are no more become zero. */
  async replace(points: AsyncIterable<PointColumns>, pace: Pace): Promise<void> {
    for await (const { series, index, time, seconds } of points) {
      await pace.each(index.entries(), ([at, place]) => {
        const one = series[place];
        if (one === undefined || seconds?.[at] === 0) return;
        const { sums, old } = this.#process(identityOf(one.tags, this.#accountTag));
        const start = time[at] ?? 0n;
        sumsAt(sums, start);
        old.set(one.measurement, (old.get(one.measurement) ?? new Set()).add(start));
      });
    }
  }

  /** The averages as points at the starts of their windows, some at a time. */
  *points(): Generator<PointColumns, void, undefined> {
    let points = new PointsBuilder(PART);
    for (const process of this.#processes.values()) {
      const tags = tagsOf(process, this.#accountTag);
      for (const average of AVERAGES) addAverages(points, average, process, tags);
      if (points.length < PART) continue;
      yield points.columns();
      points = new PointsBuilder(PART);
    }
    if (points.length > 0) yield points.columns();
  }

  #process(identity: Identity): Process {
    const key = identityKey(identity);
    const known = this.#processes.get(key);
    if (known !== undefined) return known;
    const added = { ...identity, sums: new Map<Instant, Sums>(), old: new Map<string, Set<Instant>>() };
    this.#processes.set(key, added);
    return added;
  }
}

function addAverages(
  points: PointsBuilder,
  { measurement, sum, measured }: (typeof AVERAGES)[number],
  { sums, old }: Process,
  tags: Tags,
): void {
  const series = { measurement, tags };
  for (const [start, amounts] of sums) {
    if (amounts.seconds > 0 && measured(amounts))
      points.add(series, start, sum(amounts) / amounts.seconds, amounts.seconds);
    else if (old.get(measurement)?.has(start) === true) points.add(series, start, 0, 0);
  }
}

/** Points that name no process are of one that has the job's name. */
function tagsOf({ owner: { namespace, account, job, user }, process }: Identity, accountTag: string): Tags {
  return {
    type: POINT_TYPE,
    namespace_name: namespace,
    container_name: job,
    ...(process !== job && { pod_name: process }),
    ...(user !== '' && { user }),
    ...(account !== '' && { [accountTag]: account }),
  };
}
