import type { PointColumns, RefusedPoint, Series, SeriesPoint, Tags } from '../../accounting/points.ts';
import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { StoreAdmin } from '../../accounting/ports/store-admin.ts';
import type { Total, WindowMark } from '../../accounting/totals.ts';
import { jobKey } from '../../jobs/job-ref.ts';
import type { Clock } from '../../lib/clock.ts';
import { later, type Millis } from '../../lib/time.ts';
import { canonicalTags } from '../canonical-tags.ts';
import { takePoints } from '../take-points.ts';

/** Series that have had no point for so long have ended. */
const KEPT: Millis = 3_600_000;
/** Series between two pauses of a sweep. */
const PART = 2_000;

/** By job, then by tags. */
type Jobs = Map<string, Map<string, SeriesPoint>>;

/**
 * Keeps the last point written of each series, for an hour: memory grows with the processes that run, not with time.
 * The last one written, not that of the latest time: after the clock was set back the present still counts.
 */
export class LiveMetricsStore implements MetricsStore {
  readonly admin: StoreAdmin;
  readonly #clock: Clock;
  readonly #measurements = new Map<string, Jobs>();
  readonly #texts = new WeakMap<Tags, string>();
  #sweptAt: Millis;

  constructor({ clock }: { readonly clock: Clock }) {
    this.#clock = clock;
    this.#sweptAt = clock.monotonic();
    this.admin = {
      plan: async () => [],
      setup: async () => [],
      planCleanup: async () => [],
      cleanup: async () => [],
      expire: () => this.#sweep(),
      oldestPoint: async () => undefined,
      oldestTotal: async () => undefined,
    };
  }

  async write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    signal.throwIfAborted();
    const { index, time, value, refused } = takePoints(batch);
    for (const [at, place] of index.entries()) {
      const series = batch.series[place];
      if (series !== undefined) this.#put({ series, time: time[at] ?? 0n, value: value[at] ?? 0 });
    }
    if (this.#clock.monotonic() - this.#sweptAt >= KEPT) await this.#sweep();
    return refused;
  }

  async newest(
    { measurement, jobs, since, until }: Parameters<MetricsStore['newest']>[0],
    signal: AbortSignal,
  ): Promise<readonly SeriesPoint[]> {
    signal.throwIfAborted();
    const ofJobs = this.#measurements.get(measurement);
    return [...new Set(jobs.map(jobKey))]
      .flatMap((job) => [...(ofJobs?.get(job)?.values() ?? [])])
      .filter(({ time }) => since <= time && time <= until);
  }

  /** Nothing: what was is not known. */
  async *scan(): AsyncGenerator<PointColumns, void, undefined> {}

  async writeTotals(): Promise<void> {}

  async sumTotals(): Promise<readonly Total[]> {
    return [];
  }

  async marks(): Promise<readonly WindowMark[]> {
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #put(point: SeriesPoint): void {
    const { measurement, tags } = point.series;
    const { namespace_name: namespace = '', container_name: name = '' } = tags;
    const ofJobs = getOrAdd(this.#measurements, measurement, (): Jobs => new Map());
    const ofJob = getOrAdd(ofJobs, jobKey({ namespace, name }), () => new Map<string, SeriesPoint>());
    ofJob.set(this.#textOf(point.series), point);
  }

  #textOf({ tags }: Series): string {
    const text = this.#texts.get(tags) ?? canonicalTags(tags);
    this.#texts.set(tags, text);
    return text;
  }

  async #sweep(): Promise<void> {
    this.#sweptAt = this.#clock.monotonic();
    const oldest = later(this.#clock.now(), -KEPT);
    let seen = 0;
    for (const ofJobs of this.#measurements.values()) {
      for (const [job, ofJob] of ofJobs) {
        for (const [text, { time }] of ofJob) if (time < oldest) ofJob.delete(text);
        if (ofJob.size === 0) ofJobs.delete(job);
        seen += ofJob.size + 1;
        if (seen < PART) continue;
        seen = 0;
        await this.#clock.breathe();
      }
    }
  }
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, add: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const added = add();
  map.set(key, added);
  return added;
}
