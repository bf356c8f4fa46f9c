import type { Series } from '../../accounting/points.ts';
import type { TakenPoints } from '../take-points.ts';
import type { KnownSeries } from './known-series.ts';
import type { SeriesCache } from './series-cache.ts';
import type { PointsTask, SeriesDefinition } from './store-calls.ts';

const NONE = -1;

/** One batch of points on its way to the file: made just before it is sent, finished when it is stored. */
export class PointsWrite {
  readonly task: PointsTask;
  readonly #cache: SeriesCache;
  readonly #newest: readonly { readonly known: KnownSeries; readonly time: bigint; readonly value: number }[];
  readonly #defined: readonly { readonly known: KnownSeries; readonly definition: SeriesDefinition }[];

  /** `shardLength`: nanoseconds; a series is written to the file as alive for that long after its newest point. */
  constructor(cache: SeriesCache, series: readonly Series[], points: TakenPoints, shardLength: bigint) {
    const { index, time, value, seconds } = points;
    const last = newestOfEach(series.length, index, time);
    const used = series.flatMap((one, at) => {
      const point = last[at] ?? NONE;
      return point === NONE
        ? []
        : [{ at, known: cache.of(one), time: time[point] ?? 0n, value: value[point] ?? 0 }];
    });
    const ids = new Int32Array(series.length);
    for (const { at, known } of used) ids[at] = known.id ?? 0;
    this.#cache = cache;
    this.#newest = used;
    this.#defined = used
      .filter(({ known, time: newest }) => known.id === undefined || newest >= known.liveUntil)
      .map(({ at, known, time: newest }) => ({ known, definition: define(at, known, newest + shardLength) }));
    const definitions = this.#defined.map(({ definition }) => definition);
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

  /** Notes what is now in the file. `found`: the ids of the task's definitions. */
  stored(found: readonly number[]): void {
    for (const [place, { known, definition }] of this.#defined.entries()) {
      const id = found[place];
      if (id !== undefined) this.#cache.identify(known, id);
      if (definition.liveUntil > known.liveUntil) known.liveUntil = definition.liveUntil;
    }
    for (const { known, time, value } of this.#newest) this.#cache.note(known, time, value);
  }
}

/** For each series the place of its newest point, the later one of two at the same time. */
function newestOfEach(count: number, index: Int32Array, time: BigInt64Array): Int32Array {
  const last = new Int32Array(count).fill(NONE);
  const newest = new BigInt64Array(count);
  for (let at = 0; at < index.length; at++) {
    const series = index[at] ?? 0;
    const instant = time[at] ?? 0n;
    if (last[series] !== NONE && instant < (newest[series] ?? 0n)) continue;
    last[series] = at;
    newest[series] = instant;
  }
  return last;
}

function define(at: number, { series, set }: KnownSeries, end: bigint): SeriesDefinition {
  const { namespace_name: namespace = null, container_name: job = null } = set.tags;
  // a column holds 64 bits
  const liveUntil = BigInt.asIntN(64, end) === end ? end : 2n ** 63n - 1n;
  return { at, measurement: series.measurement, tags: set.text, namespace, job, liveUntil };
}
