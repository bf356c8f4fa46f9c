import { collectDefaultMetrics, Registry } from 'prom-client';
import type { JobManager } from '../../jobs/job-manager.ts';
import { NANOS_PER_MILLI, type Instant } from '../../lib/time.ts';
import type { ScalerManager } from '../../scaling/scaler-manager.ts';
import { showAccounting, type MeasuredAccounting } from './accounting-metrics.ts';
import { jobCounts } from './job-counts.ts';
import { showHistogram } from './shown-histogram.ts';
import { showCounter, showGauge } from './shown-values.ts';

/** How the last reading of the configuration went. */
export interface ReloadState {
  readonly successful: boolean;
  readonly at: Instant;
}

export interface SelfMetricsParts {
  readonly version: string;
  readonly jobs: Pick<JobManager, 'list'>;
  readonly scalers: Pick<ScalerManager, 'stats'>;
  readonly accounting: MeasuredAccounting;
  readonly lastReload: () => ReloadState;
}

/** What the service tells Prometheus of itself: nothing of any one job, so that it does not grow with them. */
export function createSelfMetrics({
  version,
  jobs,
  scalers,
  accounting,
  lastReload,
}: SelfMetricsParts): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  showGauge(registry, {
    name: 'juliarun_build_info',
    help: 'Always 1; the label tells the version',
    labels: ['version'],
    values: () => [[1, version]],
  });
  showGauge(registry, {
    name: 'juliarun_config_last_reload_successful',
    help: 'Whether the configuration could be used when it was last read',
    values: () => [[lastReload().successful ? 1 : 0]],
  });
  showGauge(registry, {
    name: 'juliarun_config_last_reload_timestamp_seconds',
    help: 'When the configuration was last read',
    values: () => [[Number(lastReload().at / NANOS_PER_MILLI) / 1_000]],
  });
  showGauge(registry, {
    name: 'juliarun_jobs',
    help: 'Jobs by type and phase',
    labels: ['type', 'phase'],
    values: () => jobCounts(jobs),
  });
  showAccounting(registry, accounting);
  showScaling(registry, scalers);
  return registry;
}

function showScaling(registry: Registry, scalers: SelfMetricsParts['scalers']): void {
  showHistogram(registry, {
    name: 'juliarun_scaler_tick_lateness_seconds',
    help: 'How long after its due time a tick of the scalers began',
    values: () => scalers.stats.lateness,
  });
  showGauge(registry, {
    name: 'juliarun_scalers',
    help: 'Scalers by status',
    labels: ['status'],
    values: () => Object.entries(scalers.stats.scalers).map(([status, count]) => [count, status]),
  });
  showCounter(registry, {
    name: 'juliarun_scaler_decisions_total',
    help: 'Decisions of scalers by outcome',
    labels: ['outcome'],
    values: () => Object.entries(scalers.stats.decisions).map(([outcome, count]) => [count, outcome]),
  });
  showCounter(registry, {
    name: 'juliarun_signal_source_failures_total',
    help: 'Reads of signals that failed or timed out as a whole, by source',
    labels: ['source'],
    values: () => [...scalers.stats.sourceFailures].map(([source, count]) => [count, source]),
  });
  showCounter(registry, {
    name: 'juliarun_scaler_state_failures_total',
    help: "Writes of scalers' memory and decisions that failed",
    values: () => [[scalers.stats.stateFailures]],
  });
  showCounter(registry, {
    name: 'juliarun_scaler_cluster_failures_total',
    help: 'Looks for the scale of jobs that failed',
    values: () => [[scalers.stats.clusterFailures]],
  });
  showCounter(registry, {
    name: 'juliarun_scaler_slots_skipped_total',
    help: 'Slots of scalers left out because their last run was still under way',
    values: () => [[scalers.stats.skippedSlots]],
  });
}
