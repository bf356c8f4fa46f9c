import type { PointColumns } from '../../accounting/points.ts';
import type { Spool, SpoolState } from '../../accounting/ports/spool.ts';
import type { Clock } from '../../lib/clock.ts';
import { spoolFull } from '../spool-full.ts';
import { EMPTY_SPOOL, withEntry, type SpoolEntry } from '../spool-state.ts';

interface Waiting extends SpoolEntry {
  readonly id: number;
  readonly batch: PointColumns;
}

/** An empty spool that lasts as long as the process: for tests, and for those who can do without what waits. */
export function createMemorySpool(o: { readonly clock: Clock; readonly max?: number }): Spool {
  return new MemorySpool(o);
}

class MemorySpool implements Spool {
  readonly #clock: Clock;
  readonly #max: number;
  #waiting: Waiting[] = [];
  #state = EMPTY_SPOOL;
  #lastId = 0;

  constructor({ clock, max = Infinity }: { clock: Clock; max?: number }) {
    this.#clock = clock;
    this.#max = max;
  }

  get state(): SpoolState {
    return this.#state;
  }

  async append(batch: PointColumns, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const points = batch.index.length;
    if (points === 0) return;
    const { bytes: before } = this.#state;
    const bytes = sizeOf(batch);
    if (before + bytes > this.#max) throw spoolFull('the spool', { bytes: before, max: this.#max });
    const earliest = batch.time.reduce((least, time) => (time < least ? time : least));
    const waiting = { id: ++this.#lastId, at: this.#clock.now(), points, bytes, earliest };
    this.#waiting.push({ ...waiting, batch: structuredClone(batch) });
    this.#state = withEntry(this.#state, waiting);
  }

  async oldest(points: number): ReturnType<Spool['oldest']> {
    let before = 0;
    const end = this.#waiting.findIndex((waiting) => (before += waiting.points) >= points);
    const found = end < 0 ? this.#waiting : this.#waiting.slice(0, end + 1);
    const last = found.at(-1);
    return last && { batches: found.map(({ batch }) => batch), through: last.id };
  }

  async remove(through: number): Promise<void> {
    this.#waiting = this.#waiting.filter(({ id }) => id > through);
    this.#state = this.#waiting.reduce(withEntry, EMPTY_SPOOL);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function sizeOf({ series, index, time, value, seconds }: PointColumns): number {
  const columns = index.byteLength + time.byteLength + value.byteLength + (seconds?.byteLength ?? 0);
  return columns + JSON.stringify(series).length;
}
