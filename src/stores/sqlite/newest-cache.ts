import type { SeriesPoint } from '../../accounting/points.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Answer } from '../../lib/thread-calls.ts';
import type { Thread } from '../../lib/thread.ts';
import { later, type Instant, type Millis } from '../../lib/time.ts';
import { memberOf, type KnownSeries } from './known-series.ts';
import type { SeriesCache } from './series-cache.ts';
import { describeInParts } from './describe-in-parts.ts';
import type { NewestColumns, Place, ReaderCalls } from './store-calls.ts';

/** How far back the newest points are loaded after opening. */
const LOADED: Millis = 3_600_000;
const LAST_SERIES = 2 ** 31;

export interface NewestQuery {
  readonly measurement: string;
  readonly jobs: readonly JobRef[];
  readonly since: Instant;
  readonly until: Instant;
}

interface NewestPoint {
  readonly known: KnownSeries;
  readonly time: Instant;
  readonly value: number;
}

type WalkStep = Answer<ReaderCalls['walkBack']>;

/**
 * Newest points from memory. What memory cannot know is read from the file: points before `#completeSince`
 * (not loaded yet, or dropped since), and those before a point that lies later than asked for, as after the
 * clock was set back.
 */
export class NewestCache {
  readonly #cache: SeriesCache;
  readonly #reader: Thread<ReaderCalls>;
  readonly #clock: Clock;
  /** Every series with a point at or after this is in memory, with its newest. */
  #completeSince: Instant;

  constructor(o: { cache: SeriesCache; reader: Thread<ReaderCalls>; clock: Clock }) {
    this.#cache = o.cache;
    this.#reader = o.reader;
    this.#clock = o.clock;
    this.#completeSince = 2n ** 63n - 1n;
  }

  /** Loads what the file has of the last hour, step by step, so that questions are answered meanwhile. */
  async load(signal: AbortSignal): Promise<void> {
    const since = later(this.#clock.now(), -LOADED);
    let before: Place | undefined = { time: this.#completeSince - 1n, series: LAST_SERIES };
    while (before !== undefined && !signal.aborted) {
      const step: WalkStep = await this.#reader.call('walkBack', [before, since]);
      for (const { known, time, value } of await this.#adopt(step.newest)) {
        // what was written meanwhile is newer
        const newest = this.#cache.newestTime(known);
        if (newest === undefined || newest < time) this.#cache.note(known, time, value);
      }
      before = step.next;
      this.#completeSince = before === undefined ? since : before.time + 1n;
    }
  }

  /** As `MetricsStore.newest`. */
  async newest({ measurement, jobs, since, until }: NewestQuery): Promise<readonly SeriesPoint[]> {
    const points: SeriesPoint[] = [];
    const answered: number[] = [];
    const laterOnly: JobRef[] = [];
    const asked = new Set<string>();
    for (const job of jobs) {
      const key = jobKey(job);
      if (asked.has(key)) continue;
      asked.add(key);
      for (const set of this.#cache.ofJob(key)) {
        const known = memberOf(set, measurement);
        const time = known && this.#cache.newestTime(known);
        if (known === undefined || time === undefined) continue;
        if (time > until) {
          laterOnly.push(job);
          continue;
        }
        if (known.id !== undefined) answered.push(known.id);
        if (time >= since) points.push(pointOf(known, time, this.#cache.newestValue(known)));
      }
    }
    const complete = since >= this.#completeSince;
    if (complete && laterOnly.length === 0) return points;
    const fromFile = await this.#readNewest({
      measurement,
      jobs: complete ? laterOnly : jobs,
      known: answered,
      since,
      until: laterOnly.length > 0 || until < this.#completeSince ? until : this.#completeSince - 1n,
    });
    return [...points, ...fromFile];
  }

  /** Drops what has been idle for long, if there is much of it. */
  sweep(): void {
    const dropped = this.#cache.sweep();
    if (dropped !== undefined && dropped >= this.#completeSince) this.#completeSince = dropped + 1n;
  }

  async #readNewest(
    query: NewestQuery & { readonly known: readonly number[] },
  ): Promise<readonly SeriesPoint[]> {
    const jobs = [
      ...new Map(query.jobs.map((job) => [jobKey(job), [job.namespace, job.name] as const])).values(),
    ];
    const found = await this.#adopt(await this.#reader.call('newest', [{ ...query, jobs }]));
    return found.map(({ known, time, value }) => {
      // none is in memory, and all that are newer than the question's end would be
      if (this.#cache.newestTime(known) === undefined) this.#cache.note(known, time, value);
      return pointOf(known, time, value);
    });
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
