import type { Registry } from 'prom-client';
import { metricsHealth, type MetricsWork } from '../../accounting/metrics-health.ts';
import type { Clock } from '../../lib/clock.ts';
import { between, type Millis } from '../../lib/time.ts';
import { showHistogram } from './shown-histogram.ts';
import { showCounter, showGauge, type LabelledValue } from './shown-values.ts';

/** What points and totals are told of from. */
export interface MeasuredAccounting {
  readonly work: () => MetricsWork;
  /** Values that did not come as far as the store, by the code of the error. */
  readonly refused: () => ReadonlyMap<string, number>;
  /** How long points and totals are kept. */
  readonly retention: () => { readonly points: Millis; readonly totals: Millis };
  /** Bytes of the store, where that is cheap to know. */
  readonly storeSize?: () => Promise<number | undefined>;
  readonly clock: Clock;
}

/** How points come in, wait and are added up. What this service does not have, such as a spool, shows as 0. */
export function showAccounting(registry: Registry, parts: MeasuredAccounting): void {
  showPoints(registry, parts);
  showStore(registry, parts);
  showSpool(registry, parts);
  showRollup(registry, parts);
}

function showPoints(registry: Registry, { work, refused }: MeasuredAccounting): void {
  showCounter(registry, {
    name: 'juliarun_points_received_total',
    help: 'Points that came to be stored, from callers and from the collector',
    values: () => [[work().writes.received]],
  });
  showCounter(registry, {
    name: 'juliarun_points_recorded_total',
    help: 'Points that are durable, in the store or in the spool',
    values: () => [[work().writes.recorded]],
  });
  showCounter(registry, {
    name: 'juliarun_points_refused_total',
    help: 'Points that were not taken, as their senders were told, by reason',
    labels: ['reason'],
    values: () => [[work().writes.refused, 'store'], ...byReason(refused())],
  });
  showCounter(registry, {
    name: 'juliarun_points_dropped_total',
    help: 'Points of the spool that the store did not take, by reason',
    labels: ['reason'],
    values: () => byReason(new Map([['other', 0], ...(work().spool?.dropped ?? [])])),
  });
}

function showStore(registry: Registry, { work, retention, storeSize }: MeasuredAccounting): void {
  showCounter(registry, {
    name: 'juliarun_store_failures_total',
    help: 'Writes of points that failed',
    values: () => [[work().writes.failures]],
  });
  showHistogram(registry, {
    name: 'juliarun_store_write_duration_seconds',
    help: 'How long a write of points took until it was durable',
    values: () => work().writes.durations,
  });
  showGauge(registry, {
    name: 'juliarun_store_away',
    help: 'Whether the store takes no points now',
    values: () => [[metricsHealth(work()).storeAway === undefined ? 0 : 1]],
  });
  showGauge(registry, {
    name: 'juliarun_store_size_bytes',
    help: 'Size of the store, or 0 if it is no file of this machine',
    values: async () => [[(await storeSize?.().catch(() => undefined)) ?? 0]],
  });
  showGauge(registry, {
    name: 'juliarun_metrics_setup_missing',
    help: 'Whether setup_metrics has to be run',
    values: () => [[metricsHealth(work()).setupMissing ? 1 : 0]],
  });
  showGauge(registry, {
    name: 'juliarun_retention_seconds',
    help: 'How long points and totals are kept',
    labels: ['of'],
    values: () => {
      const { points, totals } = retention();
      return [
        [points / 1_000, 'points'],
        [totals / 1_000, 'totals'],
      ];
    },
  });
}

function showSpool(registry: Registry, { work, clock }: MeasuredAccounting): void {
  showGauge(registry, {
    name: 'juliarun_spool_points',
    help: 'Points that wait for the store',
    values: () => [[work().spool?.points ?? 0]],
  });
  showGauge(registry, {
    name: 'juliarun_spool_bytes',
    help: 'What they take of the disk',
    values: () => [[work().spool?.bytes ?? 0]],
  });
  showGauge(registry, {
    name: 'juliarun_spool_oldest_seconds',
    help: 'How long the oldest of them has waited',
    values: () => {
      const oldest = work().spool?.oldestAt;
      return [[oldest === undefined ? 0 : Math.max(0, between(oldest, clock.now()) / 1_000)]];
    },
  });
  showCounter(registry, {
    name: 'juliarun_spool_drained_points_total',
    help: 'Points that have gone from the spool into the store',
    values: () => [[work().spool?.drained ?? 0]],
  });
}

function showRollup(registry: Registry, { work }: MeasuredAccounting): void {
  showGauge(registry, {
    name: 'juliarun_rollup_lag_seconds',
    help: 'How far totals are behind',
    values: () => [[metricsHealth(work()).rollupLag / 1_000]],
  });
  showCounter(registry, {
    name: 'juliarun_rollup_recomputed_windows_total',
    help: 'Windows that were added up again, because points came late',
    values: () => [[work().rollup?.recomputed ?? 0]],
  });
  showCounter(registry, {
    name: 'juliarun_rollup_failures_total',
    help: 'Runs of the rollup that failed',
    values: () => [[work().rollup?.failures ?? 0]],
  });
  showCounter(registry, {
    name: 'juliarun_late_points_total',
    help: 'Points that came after their window was added up, by what became of them',
    labels: ['outcome'],
    values: () => [
      [work().rollup?.late ?? 0, 'recomputed'],
      [work().rollup?.tooLate ?? 0, 'too-late'],
    ],
  });
}

function byReason(counts: ReadonlyMap<string, number>): readonly LabelledValue[] {
  return Array.from(counts, ([reason, count]) => [count, reason]);
}
