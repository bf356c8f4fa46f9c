import type { SeriesPoint } from '../../accounting/points.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Thread } from '../../lib/thread.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import { describeInParts } from './describe-in-parts.ts';
import { memberOf, type KnownSeries } from './known-series.ts';
import type { NewestQuery } from './newest-query.ts';
import { readNewest, walkBack } from './read-newest.ts';
import type { SeriesCache } from './series-cache.ts';
import type { NewestColumns, ReaderCalls } from './store-calls.ts';

/** How far back the newest points are loaded after opening, from the newest of all. */
const LOADED: Millis = 3_600_000;
const LATEST: Instant = 2n ** 63n - 1n;

interface NewestPoint {
  readonly known: KnownSeries;
  readonly time: Instant;
  readonly value: number;
}

/**
 * Newest points from memory. What memory cannot know is read from the file: points before the cache's
 * `completeSince` (not loaded yet, or dropped since), and those before a point that lies later than asked for.
 */
export class NewestCache {
  readonly #cache: SeriesCache;
  readonly #reader: Thread<ReaderCalls>;
  readonly #clock: Clock;

  constructor(o: { cache: SeriesCache; reader: Thread<ReaderCalls>; clock: Clock }) {
    this.#cache = o.cache;
    this.#reader = o.reader;
    this.#clock = o.clock;
  }

  /** Loads what the file has of the last hour, step by step, so that questions are answered meanwhile. */
  async load(signal: AbortSignal): Promise<void> {
    const newest = await this.#reader.call('newestPoint', []);
    const now = this.#clock.now();
    const since = later(newest === undefined || newest > now ? now : newest, -LOADED);
    for await (const step of walkBack(this.#reader, { since, until: LATEST })) {
      for (const { known, time, value } of await this.#adopt(step.newest)) {
        this.#cache.learn(known, time, value);
      }
      this.#cache.completeFrom(step.after + 1n);
      if (signal.aborted) return;
    }
    this.#cache.completeFrom(since);
  }

  /** As `MetricsStore.newest`. */
  async newest({ measurement, jobs, since, until }: NewestQuery): Promise<readonly SeriesPoint[]> {
    const points: SeriesPoint[] = [];
    const answered = new Set<number>();
    const earlier: JobRef[] = [];
    const asked = new Set<string>();
    for (const job of jobs) {
      const key = jobKey(job);
      if (asked.has(key)) continue;
      asked.add(key);
      let complete = true;
      for (const set of this.#cache.ofJob(key)) {
        const known = memberOf(set, measurement);
        const time = known && this.#cache.newestTime(known);
        if (known === undefined || time === undefined) continue;
        if (time > until && this.#cache.firstTime(known) <= until) {
          complete = false;
          continue;
        }
        if (known.id !== undefined) answered.add(known.id);
        if (since <= time && time <= until) points.push(pointOf(known, time, this.#cache.newestValue(known)));
      }
      if (!complete) earlier.push(job);
    }
    const { completeSince } = this.#cache;
    if (since >= completeSince && earlier.length === 0) return points;
    const fromFile = await this.#readNewest(
      {
        measurement,
        jobs: since >= completeSince ? earlier : jobs,
        since,
        until: earlier.length > 0 || until < completeSince ? until : completeSince - 1n,
      },
      answered,
    );
    return [...points, ...fromFile];
  }

  async #readNewest(query: NewestQuery, answered: ReadonlySet<number>): Promise<readonly SeriesPoint[]> {
    const points: SeriesPoint[] = [];
    for await (const columns of readNewest(this.#reader, query, answered)) {
      for (const { known, time, value } of await this.#adopt(columns)) {
        if (known.id !== undefined && answered.has(known.id)) continue;
        // later points than were asked for are all in memory: this one is the newest in the file
        if (query.until >= this.#cache.completeSince - 1n) this.#cache.learn(known, time, value);
        points.push(pointOf(known, time, value));
      }
    }
    return points;
  }

  async #adopt({ ids, time, value }: NewestColumns): Promise<readonly NewestPoint[]> {
    const unknown = Array.from(ids).filter((id) => this.#cache.withId(id) === undefined);
    await describeInParts(this.#reader, this.#clock, unknown, (...stored) => this.#cache.adopt(...stored));
    const points: NewestPoint[] = [];
    for (const [at, id] of ids.entries()) {
      const known = this.#cache.withId(id);
      if (known !== undefined) points.push({ known, time: time[at] ?? 0n, value: value[at] ?? 0 });
    }
    return points;
  }
}

function pointOf({ measurement, set }: KnownSeries, time: Instant, value: number): SeriesPoint {
  return { series: { measurement, tags: set.tags }, time, value };
}
