import type { AdminStep, StoreAdmin, StoreSettings } from '../../accounting/ports/store-admin.ts';
import { later, type Instant } from '../../lib/time.ts';
import type { MemoryTotals } from './memory-totals.ts';
import type { SeriesPoints } from './series-points.ts';

/** Memory needs no setting up. */
export class MemoryAdmin implements StoreAdmin {
  readonly #series: () => Iterable<SeriesPoints>;
  readonly #totals: MemoryTotals;

  constructor(o: { series: () => Iterable<SeriesPoints>; totals: MemoryTotals }) {
    this.#series = o.series;
    this.#totals = o.totals;
  }

  plan(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  setup(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  cleanup(): Promise<readonly AdminStep[]> {
    const removed = this.#totals.count;
    this.#totals.clear();
    return Promise.resolve(removed === 0 ? [] : [{ action: 'delete totals', detail: `${removed} totals` }]);
  }

  expire({ retention, aggregateRetention }: StoreSettings, now: Instant): Promise<void> {
    for (const points of this.#series()) points.dropBefore(later(now, -retention));
    this.#totals.expire(later(now, -aggregateRetention));
    return Promise.resolve();
  }

  oldestPoint(): Promise<Instant | undefined> {
    let oldest: Instant | undefined;
    for (const points of this.#series()) {
      const time = points.oldest?.time;
      if (time !== undefined && (oldest === undefined || time < oldest)) oldest = time;
    }
    return Promise.resolve(oldest);
  }
}
