import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import type { Clock } from '../../lib/clock.ts';
import { LiveMetricsStore } from './live-metrics-store.ts';

/** A store for scalers alone: it knows what each process uses now, and nothing else. */
export function createLiveStore(options: { readonly clock: Clock }): MetricsStore {
  return new LiveMetricsStore(options);
}
