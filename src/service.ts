import type { MetricsStore } from './accounting/ports/metrics-store.ts';
import { metricsHealth } from './accounting/metrics-health.ts';
import { unknownActivity } from './accounting/unknown-activity.ts';
import type { ClusterParts } from './clusters/cluster-parts.ts';
import type { Config } from './config/parse-config.ts';
import type { DeclaredReport } from './jobs/declared-report.ts';
import { JobManager } from './jobs/job-manager.ts';
import type { Clock } from './lib/clock.ts';
import { createLog } from './lib/create-log.ts';
import { messageOf } from './lib/errors.ts';
import { silentLog, type Log } from './lib/log.ts';
import { SystemClock } from './lib/system-clock.ts';
import { version } from './lib/version.ts';
import type { SignalSource } from './scaling/ports/signal-source.ts';
import { ScalerManager } from './scaling/scaler-manager.ts';
import { createServer } from './server/create-server.ts';
import { createSelfMetrics } from './server/self-metrics/self-metrics.ts';
import { createAccounting, type AccountingParts } from './service/accounting.ts';
import { checkStore, openCluster, refuseUnbuilt } from './service/adapters.ts';
import { Reloader } from './service/reloader.ts';
import { checkAgainst, loadRules } from './service/rules.ts';
import { createUsageSignals } from './signals/usage/create.ts';

export type { Registrar } from './service/rules.ts';

/** What a service is made of, for those who want something else in a place: tests, replays, embedders. */
export interface Parts {
  readonly clock: Clock;
  readonly log: Log;
  readonly cluster: ClusterParts;
  readonly store: MetricsStore;
  /** By the name that metrics ask for (`job`, `rabbitmq`, `prometheus`, `http`); they replace or add to the usual. */
  readonly sources: ReadonlyMap<string, SignalSource>;
}

/** The running whole. */
export interface Service extends AsyncDisposable {
  /** Where it listens; empty until started. */
  readonly url: string;
  readonly jobs: JobManager;
  readonly scalers: ScalerManager;
  /** What was used and measured. */
  readonly reports: AccountingParts['reports'];
  /** Listens, adopts what runs, does what the configuration declares, and starts the loops. */
  start(): Promise<void>;
  /** Reads the file again. InvalidError, with every reason, if it cannot be used: then nothing has changed. */
  reload(options: { readonly apply: boolean }, signal?: AbortSignal): Promise<DeclaredReport>;
  /** Stops the loops, writes down what they know, and ends jobs as `on_stop` says; aborting `now` hurries. */
  stop(now: AbortSignal): Promise<void>;
}

/**
 * Builds a service; nothing runs or listens before `start`. ConfigError if entries of the configuration cannot
 * be used, FatalError if the state is held by another service, is too new, or cannot be opened.
 */
export async function createService(config: Config, overrides: Partial<Parts> = {}): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clock = overrides.clock ?? new SystemClock();
  const ownLog = overrides.log === undefined ? stack.use(createLog(config.log)) : undefined;
  const log = overrides.log ?? ownLog ?? silentLog;
  let current = config;
  const rules = await loadRules(config);
  checkAgainst(rules, config);
  refuseUnbuilt(config);

  // the cluster first: it makes sure that no other service has this state
  const parts = stack.use(overrides.cluster ?? (await openCluster(config, clock, log)));
  const { cluster, logs, declared, scalerState, usage } = parts;
  const interval = () => current.accounting.collect_interval;
  const accounting = stack.use(
    await createAccounting({ config: () => current, store: overrides.store, usage, cluster, clock, log }),
  );
  const { store, recorder, reports, collector } = accounting;

  const { jobTypes, metrics: registry } = rules;
  const jobs = new JobManager({
    cluster,
    logs,
    declared,
    activity: unknownActivity,
    types: jobTypes,
    clock,
    log,
  });
  const sources = new Map<string, SignalSource>([
    ['job', createUsageSignals({ store, cluster, collectInterval: interval, clock })],
    ...(overrides.sources ?? []),
  ]);
  const decisionsRetention = () => current.server.decisions_retention;
  const scalers = stack.use(
    new ScalerManager({ jobs, state: scalerState, sources, registry, clock, log, decisionsRetention }),
  );
  jobs.host(scalers);

  async function take(next: Config): Promise<void> {
    await parts.reconfigure(next);
    ownLog?.configure(next.log);
    current = next;
    collector.intervalChanged();
  }
  const reloader = new Reloader({ config, rules, declared, take, jobs, clock, log });
  const lifecycle = { started: false };
  const server = stack.use(
    await createServer({
      config: config.server,
      settings: () => current.server,
      jobTypes,
      namespace: config.compute.namespace,
      jobs,
      scalers,
      recorder,
      reports,
      metricsHealth: () => {
        const work = accounting.work();
        return work && metricsHealth(work);
      },
      clock,
      log,
      reconfigure: reloader,
      readiness: async (signal) => {
        const status = await jobs.systemStatus(signal);
        if (!lifecycle.started) return ['starting'];
        return status.up ? [] : [`the cluster is away: ${status.reason ?? 'no reason given'}`];
      },
      metrics: createSelfMetrics({
        version,
        jobs,
        scalers,
        accounting: accounting.measured,
        lastReload: () => reloader.last,
      }),
    }),
  );
  const owned = stack.move();

  let url = '';
  return {
    get url() {
      return url;
    },
    jobs,
    scalers,
    reports,
    async start() {
      const signal = new AbortController().signal;
      await scalers.load(signal);
      ({ url } = await server.listen());
      await parts.start(url, signal);
      for (const scaler of rules.scalers) await scalers.submitScaler(scaler, signal);
      await reloader.declare(signal);
      scalers.start();
      accounting.start();
      lifecycle.started = true;
      log.debug('listening', { url });
    },
    reload: (options, signal = new AbortController().signal) => reloader.reload(options, signal),
    async stop(now) {
      lifecycle.started = false;
      await scalers.stop();
      await accounting.stop();
      await parts.stop(now); // jobs may still report while they end
      await collector.stop();
      await collector
        .collect(now)
        .catch((error: unknown) =>
          log.warn('the last usage is stored at the next start', { error: messageOf(error) }),
        );
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Everything that can be known without starting anything. ConfigError, or InvalidError for a module that cannot be used. */
export async function checkConfig(config: Config): Promise<void> {
  checkStore(config);
  checkAgainst(await loadRules(config), config);
}
