import { Collector } from '../accounting/collector.ts';
import { CountedStore } from '../accounting/counted-store.ts';
import { expirePoints } from '../accounting/expire-points.ts';
import type { MetricsWork } from '../accounting/metrics-health.ts';
import { refusedRecorder, refusedReports } from '../accounting/no-accounting.ts';
import type { KnownJobs } from '../accounting/ports/known-jobs.ts';
import type { MetricsStore } from '../accounting/ports/metrics-store.ts';
import type { UsageSource } from '../accounting/ports/usage-source.ts';
import { Recorder } from '../accounting/record-metrics.ts';
import type { ReportSettings } from '../accounting/report-settings.ts';
import { Intervals } from '../accounting/rollup/intervals.ts';
import { LateStore } from '../accounting/rollup/late-store.ts';
import type { RollupSettings } from '../accounting/rollup/rollup-settings.ts';
import { Rollup } from '../accounting/rollup/rollup.ts';
import { WindowBook } from '../accounting/rollup/window-book.ts';
import { settledReads } from '../accounting/settled-reads.ts';
import { SpooledStore } from '../accounting/spool/spooled-store.ts';
import { UsageReports } from '../accounting/usage-reports.ts';
import type { Config } from '../config/parse-config.ts';
import type { Cluster } from '../jobs/ports/cluster.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Instant } from '../lib/time.ts';
import type { MeasuredAccounting } from '../server/self-metrics/accounting-metrics.ts';
import { INFLUXDB, NONE, openSpool, openStore, storeSize } from './adapters.ts';

export interface AccountingOptions {
  /** As it was last loaded. */
  readonly config: () => Config;
  /** In the place of the one that the configuration names. */
  readonly store: MetricsStore | undefined;
  readonly usage: UsageSource;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
}

/** What collects, keeps, adds up and reports points. */
export interface AccountingParts extends AsyncDisposable {
  readonly store: MetricsStore;
  readonly recorder: Pick<Recorder, 'record'>;
  readonly reports: Pick<UsageReports, 'rusage' | 'metrics' | 'setup' | 'cleanup'>;
  readonly collector: Collector;
  /** Undefined if the service keeps no metrics. */
  readonly work: () => MetricsWork | undefined;
  readonly measured: MeasuredAccounting;
  /** Begins to collect, to drain the spool, to add up and to remove what is past its retention. */
  start(): void;
  /** Ends all of that but the spool, and what is recorded meanwhile. */
  stop(): Promise<void>;
}

/**
 * Points take this way, and each part knows only the next:
 *
 *     recorder, collector → counted → spooled (InfluxDB) → late → the store
 *                                                            ▲
 *                                              rollup ───────┘ reads points, writes totals
 */
export async function createAccounting(options: AccountingOptions): Promise<AccountingParts> {
  const { config, usage, cluster, clock, log } = options;
  await using stack = new AsyncDisposableStack();
  const kept = options.store !== undefined || config().accountingtype !== NONE;
  const settings = (): Config['accounting'] => config().accounting;
  const interval = () => settings().collect_interval;
  const intervals = new Intervals({ start: clock.now(), interval: interval() });

  const adapter = options.store ?? (await openStore(config(), clock, log));
  const book = new WindowBook({ store: adapter, intervals, clock, retention: () => settings().retention });
  const horizon = () => settings().late_horizon;
  const late = new LateStore({ store: adapter, book, clock, horizon });
  const spooled = needsSpool(options)
    ? new SpooledStore({ store: late, spool: await openSpool(config(), clock, log), clock, log })
    : undefined;
  const store = stack.use(new CountedStore({ store: spooled ?? late, clock }));
  const unsent = (): Instant | undefined => spooled?.stats.earliestPoint;

  const rollup = stack.use(
    new Rollup({
      store: late,
      book,
      intervals,
      clock,
      log,
      unsent,
      settings: () => rollupSettings(settings()),
    }),
  );
  const expiry = stack.use(
    expirePoints({
      store: late,
      clock,
      log,
      schedule: () => settings().retention_schedule,
      settings: () => reportSettings(settings(), intervals),
    }),
  );
  const recorder = new Recorder({
    store,
    clock,
    jobs: knownJobs(cluster),
    retention: () => settings().retention,
  });
  const collector = stack.use(
    new Collector({
      source: usage,
      store: settledReads(store, unsent),
      interval,
      clock,
      log,
      // what is kept for scalers alone is of the last moments
      lookBack: kept ? horizon : interval,
      onInterval: (from, length) => intervals.changed(from, length),
    }),
  );
  const reports = new UsageReports({
    store,
    clock,
    unsent,
    settings: () => reportSettings(settings(), intervals),
  });
  const work = (): MetricsWork => ({
    writes: store.counts,
    spool: spooled?.stats,
    rollup: kept ? { ...rollup.stats, ...late.counts } : undefined,
  });
  const owned = stack.move();
  return {
    store,
    collector,
    work: () => (kept ? work() : undefined),
    recorder: kept ? recorder : refusedRecorder,
    reports: kept ? reports : refusedReports,
    measured: {
      work,
      clock,
      refused: () => recorder.refused,
      storeSize: () => storeSize(config()),
      retention: () => ({ points: settings().retention, totals: settings().aggregate_retention }),
    },
    start() {
      spooled?.start();
      collector.start();
      expiry.start();
      if (kept) rollup.start();
    },
    async stop() {
      await Promise.all([rollup.stop(), expiry.stop()]);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Only a store that is somewhere else can be away while the machine's disk is not. */
function needsSpool({ config, store }: AccountingOptions): boolean {
  return store === undefined && config().accountingtype === INFLUXDB;
}

function rollupSettings(accounting: Config['accounting']): RollupSettings {
  const { rollup_schedule: schedule, average, late_horizon: horizon, retention } = accounting;
  return { schedule, average, horizon, retention, accountTag: accounting.tag_account_name };
}

function reportSettings(accounting: Config['accounting'], intervals: Intervals): ReportSettings {
  const { retention, replication, prices, late_horizon: horizon } = accounting;
  return {
    retention,
    replication,
    prices,
    horizon,
    intervalAt: intervals.at,
    shardDuration: accounting.shard_duration,
    aggregateRetention: accounting.aggregate_retention,
    initRetentionPolicy: accounting.init_retention_policy,
    defaultRetentionPolicy: accounting.default_retention_policy,
    accountTag: accounting.tag_account_name,
  };
}

/** Jobs as the recorder asks for them. */
function knownJobs(cluster: Cluster): KnownJobs {
  return {
    async processes(job, signal) {
      const state = await cluster.find(job, signal);
      return state && new Map(state.processes.map(({ name, role }) => [name, role]));
    },
  };
}
