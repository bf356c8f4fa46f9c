import type { MetricsRow } from '../api/calls/get-metrics.ts';
import type { Rusage } from '../api/calls/get-rusage.ts';
import type { MetricQuery } from '../api/metric-query.ts';
import type { Plan } from '../api/plan.ts';
import type { Clock } from '../lib/clock.ts';
import type { Instant, Millis } from '../lib/time.ts';
import { getMetrics } from './get-metrics.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import { periodOf, type AskedPeriod } from './period.ts';
import type { AdminStep } from './ports/store-admin.ts';
import type { ReportSettings } from './report-settings.ts';
import { getRusage } from './rusage/get-rusage.ts';
import { resourcesOf } from './rusage/resources.ts';
import { cleanupMetrics, setupMetrics } from './setup-metrics.ts';
import type { Level } from './totals.ts';

const USUAL_RUSAGE: Millis = 3_600_000;
const USUAL_METRICS: Millis = 600_000;

/** Whose usage or metrics, and when; without a period the usual one up to now. */
interface AskedReport extends AskedPeriod {
  /** undefined: all. */
  readonly namespaces?: readonly string[] | undefined;
}

export interface AskedRusage extends AskedReport {
  /** cpu, mem (or memory), gpu; default: cpu and mem. */
  readonly resources?: readonly string[] | undefined;
  /** Whom rows tell apart; default: account. */
  readonly by?: Level | undefined;
  /** Told of windows of 15 minutes that are done, and of all that are to do. */
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

export interface AskedMetrics extends AskedReport {
  readonly metrics: readonly MetricQuery[];
}

export interface AskedPlan {
  /** Change nothing, and tell what would be done. */
  readonly dryRun?: boolean | undefined;
  /** Also remove what is stored. */
  readonly force?: boolean | undefined;
}

export interface UsageReportsOptions {
  readonly store: MetricsStore;
  readonly clock: Clock;
  /** Asked for each report. */
  readonly settings: () => ReportSettings;
  /** The time of the earliest point that is accepted but not in the store yet; undefined if there is none. */
  readonly unsent: () => Instant | undefined;
}

/** What was used and measured, and the store that it is in: for callers over HTTP and for programs that embed the service. */
export class UsageReports {
  readonly #o: UsageReportsOptions;

  constructor(options: UsageReportsOptions) {
    this.#o = options;
  }

  /**
   * What accounts, jobs or users used in [start, end); default: the hour before the end, which is now. InvalidError:
   * an unknown resource, or a period that nothing is kept of. RetryableError while the store is away.
   */
  async rusage(asked: AskedRusage, signal: AbortSignal): Promise<Rusage> {
    const { namespaces, resources = [], by = 'account', progress } = asked;
    const period = periodOf(asked, this.#o.clock.now(), USUAL_RUSAGE);
    const query = { ...period, namespaces, resources: resourcesOf(resources), by, progress };
    return await getRusage(this.#o, query, signal);
  }

  /**
   * Metrics of each process over [start, end]; default: the ten minutes before the end, which is now. InvalidError:
   * a period that begins before points are kept. RetryableError while the store is away.
   */
  async metrics(asked: AskedMetrics, signal: AbortSignal): Promise<readonly MetricsRow[]> {
    const { namespaces, metrics } = asked;
    const { store, clock, settings } = this.#o;
    const period = periodOf(asked, clock.now(), USUAL_METRICS);
    const { retention } = settings();
    return await getMetrics({ store, clock, retention }, { ...period, namespaces, metrics }, signal);
  }

  /**
   * Makes or alters what the store needs; true, or with `dryRun` the plan. ConflictError if something that is stored
   * would go, without `force`.
   */
  async setup({ dryRun = false, force = false }: AskedPlan, signal: AbortSignal): Promise<true | Plan> {
    const { store, clock, settings } = this.#o;
    const steps = await setupMetrics({ store, clock, settings: settings() }, { dryRun, force }, signal);
    return dryRun ? planOf(steps) : true;
  }

  /** Removes totals and restores what setup altered; true, or with `dryRun` the plan. ConflictError without `force`. */
  async cleanup({ dryRun = false, force = false }: AskedPlan, signal: AbortSignal): Promise<true | Plan> {
    const steps = await cleanupMetrics(this.#o, { dryRun, force }, signal);
    return dryRun ? planOf(steps) : true;
  }
}

function planOf(steps: readonly AdminStep[]): Plan {
  return steps.map(({ action, detail }) => ({ action, detail }));
}
