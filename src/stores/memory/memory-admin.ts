import type { AdminStep, StoreAdmin, StoreSettings } from '../../accounting/ports/store-admin.ts';
import { later, type Instant } from '../../lib/time.ts';
import { cleanupSteps } from '../cleanup-steps.ts';
import type { MemoryMarks } from './memory-marks.ts';
import type { MemoryTotals } from './memory-totals.ts';
import type { SeriesPoints } from './series-points.ts';

/** Memory needs no setting up. */
export class MemoryAdmin implements StoreAdmin {
  readonly #series: () => Iterable<SeriesPoints>;
  readonly #totals: MemoryTotals;
  readonly #marks: MemoryMarks;

  constructor(o: { series: () => Iterable<SeriesPoints>; totals: MemoryTotals; marks: MemoryMarks }) {
    this.#series = o.series;
    this.#totals = o.totals;
    this.#marks = o.marks;
  }

  plan(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  setup(): Promise<readonly AdminStep[]> {
    return Promise.resolve([]);
  }

  planCleanup(): Promise<readonly AdminStep[]> {
    return Promise.resolve(cleanupSteps({ totals: this.#totals.count, marks: this.#marks.count }));
  }

  async cleanup(): Promise<readonly AdminStep[]> {
    const steps = await this.planCleanup();
    this.#totals.clear();
    this.#marks.clear();
    return steps;
  }

  expire({ retention, aggregateRetention }: StoreSettings, now: Instant): Promise<void> {
    for (const points of this.#series()) points.dropBefore(later(now, -retention));
    this.#totals.expire(later(now, -aggregateRetention));
    this.#marks.expire(later(now, -aggregateRetention));
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

  oldestTotal(): Promise<Instant | undefined> {
    return Promise.resolve(this.#totals.oldest);
  }
}
