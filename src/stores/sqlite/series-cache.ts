import type { Series, Tags } from '../../accounting/points.ts';
import { jobKey } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Instant, Millis } from '../../lib/time.ts';
import { canonicalTags } from '../canonical-tags.ts';
import type { KnownSeries, TagSet } from './known-series.ts';

const NONE: readonly KnownSeries[] = [];
const NEVER: Instant = -(2n ** 63n);
/** More sets than this are remembered only while they get points. */
const MOST_SETS = 20_000;
const IDLE: Millis = 3_600_000;
const BETWEEN_SWEEPS: Millis = 60_000;

/**
 * The series that are in use, with their newest points. It is a cache: the file knows all that it may
 * forget. Finding a series costs one look-up for an object seen before, a canonical text for new tags.
 */
export class SeriesCache {
  readonly #clock: Clock;
  readonly #byObject = new WeakMap<Series, KnownSeries>();
  readonly #byTags = new WeakMap<Tags, TagSet>();
  readonly #byText = new Map<string, TagSet>();
  /** By measurement, then by job. */
  readonly #byJob = new Map<string, Map<string, KnownSeries[]>>();
  readonly #byId = new Map<number, KnownSeries>();
  #swept: Millis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The series as it is remembered; from now on, if it was not. */
  of(series: Series): KnownSeries {
    let known = this.#byObject.get(series);
    if (known === undefined || known.set.dropped) {
      known = this.#member(this.#setOf(series.tags), series.measurement, series);
      this.#byObject.set(series, known);
    }
    known.set.touched = this.#clock.monotonic();
    return known;
  }

  withId(id: number): KnownSeries | undefined {
    return this.#byId.get(id);
  }

  /** Remembers a series that the file has. */
  adopt(id: number, measurement: string, tags: string): KnownSeries {
    const set = this.#byText.get(tags) ?? this.#addSet(tags, JSON.parse(tags));
    const known = this.#member(set, measurement);
    this.identify(known, id);
    return known;
  }

  identify(known: KnownSeries, id: number): void {
    known.id = id;
    this.#byId.set(id, known);
  }

  ofJob(measurement: string, job: string): readonly KnownSeries[] {
    return this.#byJob.get(measurement)?.get(job) ?? NONE;
  }

  /** Notes a stored point. */
  note(known: KnownSeries, time: Instant, value: number): void {
    if (known.newest === undefined || known.newest.time <= time) known.newest = { time, value };
  }

  /** The file may have removed series that ended by then: their ids hold no more. */
  forgetIds(endedBy: Instant): void {
    for (const [id, known] of this.#byId) {
      if (known.liveUntil > endedBy) continue;
      known.id = undefined;
      known.liveUntil = NEVER;
      this.#byId.delete(id);
    }
  }

  /**
   * Drops what has been idle, if there is much of it. Gives the time of the newest point that is no longer
   * remembered, if any. Points of the future are kept: it may become the present.
   */
  sweep(): Instant | undefined {
    const time = this.#clock.monotonic();
    if (this.#byText.size <= MOST_SETS || time - this.#swept < BETWEEN_SWEEPS) return undefined;
    this.#swept = time;
    const now = this.#clock.now();
    let newest: Instant | undefined;
    for (const set of this.#byText.values()) {
      const last = newestOf(set);
      if (time - set.touched < IDLE || last > now) continue;
      this.#drop(set);
      if (newest === undefined || last > newest) newest = last;
    }
    return newest;
  }

  #setOf(tags: Tags): TagSet {
    const seen = this.#byTags.get(tags);
    if (seen !== undefined && !seen.dropped) return seen;
    const text = canonicalTags(tags);
    const set =
      this.#byText.get(text) ??
      this.#addSet(text, Object.values(tags).includes('') ? JSON.parse(text) : tags);
    this.#byTags.set(tags, set);
    return set;
  }

  #addSet(text: string, tags: Tags): TagSet {
    const job = jobOf(tags);
    const set: TagSet = {
      tags,
      text,
      job,
      members: new Map(),
      touched: this.#clock.monotonic(),
      dropped: false,
    };
    this.#byText.set(text, set);
    return set;
  }

  /** A measurement of the set, added if it is new; `as` says it already. */
  #member(set: TagSet, measurement: string, as?: Series): KnownSeries {
    const known = set.members.get(measurement);
    if (known !== undefined) return known;
    const series = as?.tags === set.tags ? as : { measurement, tags: set.tags };
    const added: KnownSeries = { series, set, id: undefined, liveUntil: NEVER, newest: undefined };
    set.members.set(measurement, added);
    if (set.job !== undefined) {
      const jobs = this.#byJob.get(measurement) ?? new Map<string, KnownSeries[]>();
      this.#byJob.set(measurement, jobs);
      const others = jobs.get(set.job);
      if (others === undefined) jobs.set(set.job, [added]);
      else others.push(added);
    }
    return added;
  }

  #drop(set: TagSet): void {
    set.dropped = true;
    this.#byText.delete(set.text);
    for (const [measurement, known] of set.members) {
      if (known.id !== undefined) this.#byId.delete(known.id);
      const jobs = this.#byJob.get(measurement);
      if (jobs === undefined || set.job === undefined) continue;
      const others = jobs.get(set.job)?.filter((other) => other !== known) ?? [];
      if (others.length > 0) jobs.set(set.job, others);
      else jobs.delete(set.job);
    }
  }
}

function jobOf({ namespace_name: namespace, container_name: name }: Tags): string | undefined {
  return namespace === undefined || name === undefined ? undefined : jobKey({ namespace, name });
}

function newestOf({ members }: TagSet): Instant {
  let newest = NEVER;
  for (const known of members.values()) {
    if (known.newest !== undefined && known.newest.time > newest) newest = known.newest.time;
  }
  return newest;
}
