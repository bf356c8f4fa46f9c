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
/** Series without points for so long are settled, about so many at once. */
const SETTLED: Millis = 300_000;
const SETTLED_AT_ONCE = 2_000;

/** A series and the time after its newest point. */
export interface Settled {
  readonly id: number;
  readonly liveUntil: Instant;
}

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
  #completeSince: Instant = 2n ** 63n - 1n;
  #swept: Millis = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Every series with a point at or after this is remembered, with its newest. */
  get completeSince(): Instant {
    return this.#completeSince;
  }

  /** All newest points of the file at or after this have been learned. */
  completeFrom(since: Instant): void {
    this.#completeSince = since;
  }

  /** The series as it is remembered; from now on, if it was not. */
  of({ measurement, tags }: Series): KnownSeries {
    const set = this.#setOf(tags);
    set.touched = this.#clock.monotonic();
    set.settled = false;
    return memberOf(set, measurement) ?? this.#addMember(set, measurement);
  }

  withId(id: number): KnownSeries | undefined {
    return this.#byId.get(id);
  }

  /** Remembers a series that the file has, none of whose points lies before `first`. */
  adopt(id: number, measurement: string, tags: string, first: Instant): KnownSeries {
    const set = this.#byText.get(tags) ?? this.#addSet(tags, JSON.parse(tags));
    const known = memberOf(set, measurement) ?? this.#addMember(set, measurement);
    this.identify(known, id, first);
    return known;
  }

  /** The file has the series under this id, and none of its points lies before `first`. */
  identify(known: KnownSeries, id: number, first: Instant): void {
    if (known.set.dropped) return;
    known.id = id;
    this.#byId.set(id, known);
    // an answer of the file may be older than what was written meanwhile
    const before = this.#marks.first(known.place);
    if (before === NEVER || first < before) this.#marks.setFirst(known.place, first);
  }

  /** The sets of a job: one of each process, and those of what was recorded otherwise. */
  ofJob(job: string): readonly TagSet[] {
    return this.#byJob.get(job) ?? NONE;
  }

  /** The time of its newest point; undefined if that is not known for sure. */
  newestTime({ place }: KnownSeries): Instant | undefined {
    const time = this.#marks.time(place);
    return time >= this.#completeSince || this.#marks.isSure(place) ? time : undefined;
  }

  /** The value of its newest point, if that is known. */
  newestValue({ place }: KnownSeries): number {
    return this.#marks.value(place);
  }

  /** No point lies before; NEVER if nothing is known. */
  firstTime({ place }: KnownSeries): Instant {
    return this.#marks.first(place);
  }

  /** Notes a stored point. The file may have newer ones, of a series that is not yet known for sure. */
  note({ set, place }: KnownSeries, time: Instant, value: number): void {
    if (set.dropped) return;
    this.#marks.note(place, time, value);
    if (time >= this.#completeSince) this.#marks.makeSure(place);
  }

  /** Notes what was the newest point in the file; what was noted meanwhile may be newer. */
  learn({ set, place }: KnownSeries, time: Instant, value: number): void {
    if (set.dropped) return;
    if (this.#marks.time(place) < time) this.#marks.note(place, time, value);
    this.#marks.makeSure(place);
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
      this.#marks.setFirst(known.place, NEVER);
      this.#byId.delete(id);
    }
  }

  /**
   * Some series that have had no points for a while and are not settled yet; from now on they are taken for alive
   * just until after their newest point. To be called while no points are under way to the file.
   */
  settle(): readonly Settled[] {
    const time = this.#clock.monotonic();
    const ended: Settled[] = [];
    for (const set of this.#byText.values()) {
      if (set.settled || time - set.touched < SETTLED) continue;
      if (ended.length >= SETTLED_AT_ONCE) break;
      // what is not known for sure may become so
      set.settled = set.members.every((known) => this.newestTime(known) !== undefined);
      for (const known of set.members) {
        const newest = this.newestTime(known);
        if (known.id === undefined || newest === undefined) continue;
        const liveUntil = newest + 1n;
        if (this.liveUntil(known) === liveUntil) continue;
        this.#marks.setLiveUntil(known.place, liveUntil);
        ended.push({ id: known.id, liveUntil });
      }
    }
    return ended;
  }

  /** Drops what has been idle, if there is much of it. Points of the future are kept: it may become the present. */
  sweep(): void {
    const time = this.#clock.monotonic();
    if (this.#byText.size <= MOST_SETS || time - this.#swept < BETWEEN_SWEEPS) return;
    this.#swept = time;
    const now = this.#clock.now();
    let dropped = NEVER;
    for (const set of this.#byText.values()) {
      if (time - set.touched < IDLE) continue;
      const last = this.#newestOf(set);
      if (last > now) continue;
      this.#drop(set);
      if (last > dropped) dropped = last;
    }
    if (dropped < this.#completeSince) return;
    // those that are left are known as before
    for (const known of this.#byId.values()) {
      if (this.newestTime(known) !== undefined) this.#marks.makeSure(known.place);
    }
    this.#completeSince = dropped + 1n;
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
    const touched = this.#clock.monotonic();
    const set: TagSet = { tags, text, job, members: [], touched, dropped: false, settled: false };
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
