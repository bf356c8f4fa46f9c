import type { Series } from '../../accounting/points.ts';
import type { Instant } from '../../lib/time.ts';
import type { TakenPoints } from '../take-points.ts';
import type { KnownSeries } from './known-series.ts';
import type { SeriesCache } from './series-cache.ts';
import type { FoundSeries, PointsTask, SeriesDefinition } from './store-calls.ts';

const NONE = -1;

/** One batch of points on its way to the file: made just before it is sent, finished when it is stored. */
export class PointsWrite {
  readonly task: PointsTask;
  readonly #cache: SeriesCache;
  readonly #points: TakenPoints;
  /** By series of the batch; undefined if it has no point. */
  readonly #known: readonly (KnownSeries | undefined)[];
  /** By series of the batch the place of its newest point. */
  readonly #last: Int32Array;

  /** `shardLength`: nanoseconds; a series is written to the file as alive for that long after its newest point. */
  constructor(cache: SeriesCache, series: readonly Series[], points: TakenPoints, shardLength: bigint) {
    const { index, time, value, seconds } = points;
    const { first, last } = endsOfEach(series.length, index, time);
    const known = series.map((one, at) => (last[at] === NONE ? undefined : cache.of(one)));
    const ids = new Int32Array(series.length);
    const definitions: SeriesDefinition[] = [];
    for (let at = 0; at < known.length; at++) {
      const one = known[at];
      if (one === undefined) continue;
      ids[at] = one.id ?? 0;
      const [oldest, newest] = [timeAt(time, first[at] ?? 0), timeAt(time, last[at] ?? 0)];
      if (one.id === undefined || newest >= cache.liveUntil(one) || oldest < cache.firstTime(one)) {
        definitions.push(define(at, one, oldest, newest + shardLength));
      }
    }
    this.#cache = cache;
    this.#points = points;
    this.#known = known;
    this.#last = last;
    // a copy is handed over: should the commit fail, the points may be sent again
    this.task = {
      kind: 'points',
      definitions,
      ids,
      index: index.slice(),
      time: time.slice(),
      value: value.slice(),
      ...(seconds && { seconds: seconds.slice() }),
    };
  }

  /** Buffers of the task that may be handed over. */
  get buffers(): readonly ArrayBuffer[] {
    const { ids, index, time, value, seconds } = this.task;
    return [ids, index, time, value, ...(seconds ? [seconds] : [])].map(({ buffer }) => buffer);
  }

  /** Notes what is now in the file. `found`: the series of the task's definitions. */
  stored(found: readonly FoundSeries[]): void {
    for (const [place, { at, liveUntil }] of this.task.definitions.entries()) {
      const known = this.#known[at];
      const series = found[place];
      if (known === undefined) continue;
      if (series !== undefined) this.#cache.identify(known, ...series);
      this.#cache.extend(known, liveUntil);
    }
    const { time, value } = this.#points;
    for (let at = 0; at < this.#known.length; at++) {
      const known = this.#known[at];
      const point = this.#last[at] ?? NONE;
      if (known !== undefined) this.#cache.note(known, time[point] ?? 0n, value[point] ?? 0);
    }
  }
}

/** For each series the places of its oldest and of its newest point, the later one of two at the same time. */
function endsOfEach(
  count: number,
  index: Int32Array,
  time: BigInt64Array,
): { readonly first: Int32Array; readonly last: Int32Array } {
  const first = new Int32Array(count).fill(NONE);
  const last = new Int32Array(count).fill(NONE);
  for (let at = 0; at < index.length; at++) {
    const series = index[at] ?? 0;
    const newest = last[series] ?? NONE;
    if (newest === NONE) first[series] = last[series] = at;
    else if (timeAt(time, at) >= timeAt(time, newest)) last[series] = at;
    else if (timeAt(time, at) < timeAt(time, first[series] ?? NONE)) first[series] = at;
  }
  return { first, last };
}

function timeAt(time: BigInt64Array, at: number): Instant {
  return time[at] ?? 0n;
}

function define(
  at: number,
  { measurement, set }: KnownSeries,
  firstTime: Instant,
  end: bigint,
): SeriesDefinition {
  const { namespace_name: namespace = null, container_name: job = null } = set.tags;
  // a column holds 64 bits
  const liveUntil = BigInt.asIntN(64, end) === end ? end : 2n ** 63n - 1n;
  return { at, measurement, tags: set.text, namespace, job, firstTime, liveUntil };
}
