import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { CountedStore } from '../../../src/accounting/counted-store.ts';
import type { MetricsWork } from '../../../src/accounting/metrics-health.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { showAccounting } from '../../../src/server/self-metrics/accounting-metrics.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { calm, columns } from '../../support/points.ts';

const clock = new VirtualClock();

/** The samples that Prometheus would see. */
async function shown(
  work: MetricsWork,
  storeSize?: () => Promise<number | undefined>,
): Promise<readonly string[]> {
  const registry = new Registry();
  showAccounting(registry, {
    work: () => work,
    refused: () => new Map([['bad-time', 2]]),
    retention: () => ({ points: 480 * 3_600_000, totals: 400 * 86_400_000 }),
    ...(storeSize && { storeSize }),
    clock,
  });
  return (await registry.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

test('a service without spool and rollup shows 0 for them', async () => {
  const { counts: writes } = new CountedStore({ store: createMemoryStore(), clock });
  const lines = await shown({ writes });
  expect(lines.filter((line) => !line.includes('duration'))).toEqual([
    'juliarun_points_received_total 0',
    'juliarun_points_recorded_total 0',
    'juliarun_points_refused_total{reason="store"} 0',
    'juliarun_points_refused_total{reason="bad-time"} 2',
    'juliarun_points_dropped_total{reason="other"} 0',
    'juliarun_store_failures_total 0',
    'juliarun_store_away 0',
    'juliarun_store_size_bytes 0',
    'juliarun_metrics_setup_missing 0',
    'juliarun_retention_seconds{of="points"} 1728000',
    'juliarun_retention_seconds{of="totals"} 34560000',
    'juliarun_spool_points 0',
    'juliarun_spool_bytes 0',
    'juliarun_spool_oldest_seconds 0',
    'juliarun_spool_drained_points_total 0',
    'juliarun_rollup_lag_seconds 0',
    'juliarun_rollup_recomputed_windows_total 0',
    'juliarun_rollup_failures_total 0',
    'juliarun_late_points_total{outcome="recomputed"} 0',
    'juliarun_late_points_total{outcome="too-late"} 0',
  ]);
});

test('shows what waits, what was dropped and how far totals are behind', async () => {
  const store = new CountedStore({ store: createMemoryStore(), clock });
  const series = { measurement: 'a', tags: {} };
  await store.write(columns([1, Number.NaN].map((value) => ({ series, time: 0n, value }))), calm);
  const spool = {
    points: 12,
    bytes: 4_096,
    oldestAt: clock.now() - 90_500_000_000n,
    drained: 7,
    awaySince: 0n,
    awayReason: 'unplugged',
    setupMissing: true,
    dropped: new Map([['beyond retention', 5]]),
  };
  const counts = { recomputed: 4, late: 100, tooLate: 3, failures: 2 };
  const rollup = { lag: 61_500, ...counts, setupMissing: false };
  const lines = await shown({ writes: store.counts, spool, rollup }, async () => 8_192);
  for (const line of [
    'juliarun_points_received_total 2',
    'juliarun_points_recorded_total 1',
    'juliarun_points_refused_total{reason="store"} 1',
    'juliarun_points_dropped_total{reason="beyond retention"} 5',
    'juliarun_store_away 1',
    'juliarun_store_size_bytes 8192',
    'juliarun_store_write_duration_seconds_bucket{le="0.001"} 1',
    'juliarun_store_write_duration_seconds_bucket{le="+Inf"} 1',
    'juliarun_store_write_duration_seconds_count 1',
    'juliarun_metrics_setup_missing 1',
    'juliarun_spool_points 12',
    'juliarun_spool_bytes 4096',
    'juliarun_spool_oldest_seconds 90.5',
    'juliarun_spool_drained_points_total 7',
    'juliarun_rollup_lag_seconds 61.5',
    'juliarun_rollup_recomputed_windows_total 4',
    'juliarun_rollup_failures_total 2',
    'juliarun_late_points_total{outcome="recomputed"} 100',
    'juliarun_late_points_total{outcome="too-late"} 3',
  ])
    expect(lines).toContain(line);
});

test('a size that cannot be known is 0, and hides nothing else', async () => {
  const { counts: writes } = new CountedStore({ store: createMemoryStore(), clock });
  const lines = await shown({ writes }, () => Promise.reject(new Error('no such file')));
  expect(lines).toContain('juliarun_store_size_bytes 0');
  expect(lines).toContain('juliarun_spool_points 0');
});
