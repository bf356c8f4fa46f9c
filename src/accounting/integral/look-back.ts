import type { JobRef } from '../../jobs/job-ref.ts';
import type { Instant } from '../../lib/time.ts';
import { CPU_USAGE } from '../measurements.ts';
import type { SeriesPoint, Tags } from '../points.ts';
import type { MetricsStore } from '../ports/metrics-store.ts';
import type { Counters } from './counters.ts';
import type { Pace } from './pace.ts';
import type { Roster } from './roster.ts';
import type { Offset, Slices } from './slices.ts';

export interface LookBackOptions {
  readonly store: Pick<MetricsStore, 'newest'>;
  readonly roster: Roster;
  readonly counters: Counters;
  readonly slices: Slices;
  readonly pace: Pace;
  readonly horizon: Offset;
  readonly measurements: readonly string[];
  /** The start of the scan, at the first bound or before it. */
  readonly since: Instant;
  /** What tags all points have. */
  readonly match: Tags;
}

/**
 * Finds the points before the scan that points of the scan follow. They matter only to series and processes that
 * have none before the first bound: what others follow lies before it too.
 */
export class LookBack {
  readonly #options: LookBackOptions;
  /** Jobs whose counters were looked for, and what was found. */
  readonly #asked = new Set<string>();
  #counters: readonly SeriesPoint[] = [];
  #since: Instant;

  constructor(options: LookBackOptions) {
    this.#options = options;
    this.#since = options.since;
  }

  /** The oldest point that was found to matter, or else the start of the scan. */
  get since(): Instant {
    return this.#since;
  }

  /** To be called when all counters of the scan are read. */
  async counters(signal: AbortSignal): Promise<void> {
    const { roster, counters, slices, pace, horizon } = this.#options;
    const jobs = new Map<string, JobRef>();
    await pace.times(counters.count, (counter) => {
      if (counters.first(counter) >= 0) addTo(jobs, counters.process(counter).job);
    });
    this.#counters = await this.#newest(CPU_USAGE, jobs, signal);
    for (const job of jobs.keys()) this.#asked.add(job);
    await pace.each(this.#counters, ({ series, time, value }) => {
      // its tags are those of a series in the scan
      const counter = roster.find(series);
      if (counter === undefined) return;
      const first = counters.first(counter);
      const before = slices.offset(time);
      if (first < 0 || first - before > horizon) return;
      counters.precede(counter, before, value);
      this.#restsOn(time);
    });
  }

  /** To be called when everything in the scan is read. */
  async processes(signal: AbortSignal): Promise<void> {
    const { roster, slices, pace, horizon, measurements, match } = this.#options;
    const jobs = new Map<string, JobRef>();
    await pace.each(roster.processes, ({ first, job }) => {
      if (first > 0) addTo(jobs, job);
    });
    const found = ({ series, time }: SeriesPoint): void => {
      if (matches(series.tags, match)) roster.process(series)?.precede(slices.offset(time));
    };
    await pace.each(this.#counters, found);
    for (const measurement of measurements) {
      const others = [...jobs].filter(([job]) => measurement !== CPU_USAGE || !this.#asked.has(job));
      await pace.each(await this.#newest(measurement, new Map(others), signal), found);
    }
    await pace.each(roster.processes, ({ first, predecessor }) => {
      if (first > 0 && first - predecessor <= horizon) this.#restsOn(slices.instant(predecessor));
    });
  }

  /** The newest points before the scan of these jobs' series. */
  async #newest(
    measurement: string,
    jobs: ReadonlyMap<string, JobRef>,
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]> {
    const { store, slices, horizon, since } = this.#options;
    const query = {
      measurement,
      jobs: [...jobs.values()],
      since: slices.instant(-horizon),
      until: since - 1n,
    };
    if (jobs.size === 0 || query.until < query.since) return [];
    return store.newest(query, signal);
  }

  #restsOn(time: Instant): void {
    if (time < this.#since) this.#since = time;
  }
}

function addTo(jobs: Map<string, JobRef>, job: JobRef): void {
  jobs.set(`${job.namespace}/${job.name}`, job);
}

function matches(tags: Tags, match: Tags): boolean {
  return Object.entries(match).every(([name, value]) => tags[name] === value);
}
