import type { MetricsStore } from '../../accounting/ports/metrics-store.ts';
import { MemoryMetricsStore } from './memory-metrics-store.ts';

/** An empty store that lasts as long as the process. */
export function createMemoryStore(): MetricsStore {
  return new MemoryMetricsStore();
}
