import type { Series, Tags } from '../../accounting/points.ts';
import { jobKey } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Instant, Millis } from '../../lib/time.ts';
import { canonicalTags } from '../canonical-tags.ts';
import { memberOf, type KnownSeries, type TagSet } from './known-series.ts';
import { NEVER, SeriesMarks } from './series-marks.ts';

const NONE: readonly TagSet[] = [];
/** More sets than this are remembered only while they get points. */
const MOST_SETS = 20_000;
const IDLE: Millis = 3_600_000;
const BETWEEN_SWEEPS: Millis = 60_000;

/**
 * The series that are in use, with their newest points. It is a cache: the file knows all that it may
 * forget. Finding a series costs one look-up for tags seen before, a canonical text for a new object.
 */
export class SeriesCache {
  readonly #clock: Clock;
  readonly #marks = new SeriesMarks();
  readonly #byTags = new WeakMap<Tags, TagSet>();
  readonly #byText = new Map<string, TagSet>();
  readonly #byJob = new Map<string, TagSet[]>();
  readonly #byId = new Map<number, KnownSeries>();
  #swept: Millis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The series as it is remembered; from now on, if it was not. */
  of({ measurement, tags }: Series): KnownSeries {
    const set = this.#setOf(tags);
    set.touched = this.#clock.monotonic();
    return memberOf(set, measurement) ?? this.#addMember(set, measurement);
  }

  withId(id: number): KnownSeries | undefined {
    return this.#byId.get(id);
  }

  /** Remembers a series that the file has. */
  adopt(id: number, measurement: string, tags: string): KnownSeries {
    const set = this.#byText.get(tags) ?? this.#addSet(tags, JSON.parse(tags));
    const known = memberOf(set, measurement) ?? this.#addMember(set, measurement);
    this.identify(known, id);
    return known;
  }

  identify(known: KnownSeries, id: number): void {
    if (known.set.dropped) return;
    known.id = id;
    this.#byId.set(id, known);
  }

  /** The sets of a job: one of each process, and those of what was recorded otherwise. */
  ofJob(job: string): readonly TagSet[] {
    return this.#byJob.get(job) ?? NONE;
  }

  /** The time of its newest point; undefined if none is known. */
  newestTime({ place }: KnownSeries): Instant | undefined {
    const time = this.#marks.time(place);
    return time === NEVER ? undefined : time;
  }

  /** The value of its newest point, if one is known. */
  newestValue({ place }: KnownSeries): number {
    return this.#marks.value(place);
  }

  /** Notes a stored point. */
  note({ set, place }: KnownSeries, time: Instant, value: number): void {
    if (!set.dropped) this.#marks.note(place, time, value);
  }

  /** The file takes the series for alive until then at least. */
  liveUntil({ place }: KnownSeries): Instant {
    return this.#marks.liveUntil(place);
  }

  extend({ set, place }: KnownSeries, until: Instant): void {
    if (!set.dropped && until > this.#marks.liveUntil(place)) this.#marks.setLiveUntil(place, until);
  }

  /** The file may have removed series that ended by then: their ids hold no more. */
  forgetIds(endedBy: Instant): void {
    for (const [id, known] of this.#byId) {
      if (this.liveUntil(known) > endedBy) continue;
      known.id = undefined;
      this.#marks.setLiveUntil(known.place, NEVER);
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
      if (time - set.touched < IDLE) continue;
      const last = this.#newestOf(set);
      if (last > now) continue;
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
    const set: TagSet = { tags, text, job, members: [], touched: this.#clock.monotonic(), dropped: false };
    this.#byText.set(text, set);
    if (job === undefined) return set;
    const others = this.#byJob.get(job);
    if (others === undefined) this.#byJob.set(job, [set]);
    else others.push(set);
    return set;
  }

  #addMember(set: TagSet, measurement: string): KnownSeries {
    const known: KnownSeries = { measurement, set, place: this.#marks.take(), id: undefined };
    set.members.push(known);
    return known;
  }

  #drop(set: TagSet): void {
    set.dropped = true;
    this.#byText.delete(set.text);
    for (const { id, place } of set.members) {
      if (id !== undefined) this.#byId.delete(id);
      this.#marks.release(place);
    }
    if (set.job === undefined) return;
    const others = this.#byJob.get(set.job)?.filter((other) => other !== set) ?? [];
    if (others.length > 0) this.#byJob.set(set.job, others);
    else this.#byJob.delete(set.job);
  }

  #newestOf({ members }: TagSet): Instant {
    let newest = NEVER;
    for (const { place } of members) {
      const time = this.#marks.time(place);
      if (time > newest) newest = time;
    }
    return newest;
  }
}

function jobOf({ namespace_name: namespace, container_name: name }: Tags): string | undefined {
  return namespace === undefined || name === undefined ? undefined : jobKey({ namespace, name });
}
