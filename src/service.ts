import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { Collector } from './accounting/collector.ts';
import { CountedStore } from './accounting/counted-store.ts';
import type { KnownJobs } from './accounting/ports/known-jobs.ts';
import type { MetricsStore } from './accounting/ports/metrics-store.ts';
import { Recorder } from './accounting/record-metrics.ts';
import { unknownActivity } from './accounting/unknown-activity.ts';
import type { ClusterParts } from './clusters/cluster-parts.ts';
import { clusters } from './clusters/registry.ts';
import { checkEntries } from './config/check-entries.ts';
import { loadConfig } from './config/load-config.ts';
import type { Config } from './config/parse-config.ts';
import { ConfigError } from './config/problem.ts';
import { diffRestartKeys } from './config/restart-keys.ts';
import { applyDeclared } from './jobs/apply-declared.ts';
import type { DeclaredReport } from './jobs/declared-report.ts';
import { declare, type DeclaredRequest } from './jobs/declared-request.ts';
import { JobManager } from './jobs/job-manager.ts';
import { JobTypes } from './jobs/job-types.ts';
import type { Cluster } from './jobs/ports/cluster.ts';
import type { Clock } from './lib/clock.ts';
import { createLog } from './lib/create-log.ts';
import { FatalError, InvalidError, messageOf } from './lib/errors.ts';
import type { Log } from './lib/log.ts';
import { SystemClock } from './lib/system-clock.ts';
import { defineScaler } from './scaling/define-scaler.ts';
import type { JobScaler } from './scaling/job-scaler.ts';
import { MetricRegistry } from './scaling/metric-registry.ts';
import type { SignalSource } from './scaling/ports/signal-source.ts';
import { ScalerManager } from './scaling/scaler-manager.ts';
import { createServer } from './server/create-server.ts';
import { createSelfMetrics, type ReloadState } from './server/self-metrics/self-metrics.ts';
import type { Reconfigure } from './server/ports/reconfigure.ts';
import { createUsageSignals } from './signals/usage/create.ts';
import { stores } from './stores/registry.ts';

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
  /** Listens, adopts what runs, does what the configuration declares, and starts the loops. */
  start(): Promise<void>;
  /** Reads the file again. InvalidError, with every reason, if it cannot be used: then nothing has changed. */
  reload(options: { readonly apply: boolean }, signal?: AbortSignal): Promise<DeclaredReport>;
  /** Stops the loops, writes down what they know, and ends jobs as `on_stop` says; aborting `now` hurries. */
  stop(now: AbortSignal): Promise<void>;
}

/** What a module of the configuration's `modules` gets to register its own things with. */
export interface Registrar {
  readonly metrics: MetricRegistry;
  readonly jobTypes: JobTypes;
  /** Submits a scaler that is built in code, at each start. */
  scaler(scaler: JobScaler): void;
}

/**
 * Builds a service; nothing runs or listens before `start`. ConfigError if entries of the configuration cannot
 * be used, FatalError if the state is held by another service, is too new, or cannot be opened.
 */
export async function createService(config: Config, overrides: Partial<Parts> = {}): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const clock = overrides.clock ?? new SystemClock();
  const log = overrides.log ?? stack.use(createLog(config.log));
  const rules = await loadRules(config);

  const parts = stack.use(overrides.cluster ?? (await openCluster(config, clock, log)));
  const { cluster, logs, declared, scalerState, usage } = parts;
  const store = stack.use(new CountedStore(overrides.store ?? (await openStore(config, clock, log))));
  const interval = config.accounting.collect_interval;
  const recorder = new Recorder({ store, jobs: knownJobs(cluster), clock });
  const collector = stack.use(new Collector({ source: usage, store, interval, clock, log }));

  const { jobTypes, metrics: registry } = rules;
  const jobs = new JobManager({ cluster, logs, declared, activity: unknownActivity, types: jobTypes, clock, log });
  const sources = new Map<string, SignalSource>([
    ['job', createUsageSignals({ store, cluster, collectInterval: interval, clock })],
    ...(overrides.sources ?? []),
  ]);
  const decisionsRetention = config.server.decisions_retention;
  const scalers = stack.use(
    new ScalerManager({ jobs, state: scalerState, sources, registry, clock, log, decisionsRetention }),
  );
  jobs.host(scalers);

  const reloader = new Reloader({ config, rules, parts, jobs, clock, log });
  const lifecycle = { started: false };
  const server = stack.use(
    await createServer({
      config: config.server,
      jobTypes,
      namespace: config.compute.namespace,
      ...{ jobs, scalers, recorder, store, clock, log },
      reconfigure: reloader,
      readiness: async (signal) => {
        const status = await jobs.systemStatus(signal);
        if (!lifecycle.started) return ['starting'];
        return status.up ? [] : [`the cluster is away: ${status.reason ?? 'no reason given'}`];
      },
      metrics: createSelfMetrics({
        version,
        ...{ jobs, scalers },
        points: () => store.counts,
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
    async start() {
      const signal = new AbortController().signal;
      await scalers.load(signal);
      ({ url } = await server.listen());
      await parts.start(url, signal);
      for (const scaler of rules.scalers) await scalers.submitScaler(scaler, signal);
      await reloader.declare(signal);
      scalers.start();
      collector.start();
      lifecycle.started = true;
      log.info('listening', { url });
    },
    reload: (options, signal = new AbortController().signal) => reloader.reload(options, signal),
    async stop(now) {
      lifecycle.started = false;
      await scalers.stop();
      await parts.stop(now); // jobs may still report while they end
      await collector.stop();
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** What entries of the configuration are checked against and built from: the bundled kinds, and those of users' modules. */
interface Rules {
  readonly jobTypes: JobTypes;
  readonly metrics: MetricRegistry;
  readonly scalers: readonly JobScaler[];
}

const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')));

const Module = z.object({ register: z.custom<(registrar: Registrar) => unknown>((value) => typeof value === 'function') });

/** Everything that can be known without starting anything. ConfigError, or InvalidError for a module that cannot be used. */
export async function checkConfig(config: Config): Promise<void> {
  await loadRules(config);
}

async function loadRules(config: Config): Promise<Rules> {
  const scalers: JobScaler[] = [];
  const rules = { jobTypes: new JobTypes(), metrics: new MetricRegistry(), scalers };
  const registrar: Registrar = { ...rules, scaler: (scaler) => void scalers.push(scaler) };
  for (const file of config.modules) {
    try {
      const { register } = Module.parse(await import(pathToFileURL(file).href));
      await register(registrar);
    } catch (error) {
      const cause = error instanceof z.ZodError ? 'it exports no function "register"' : messageOf(error);
      throw new InvalidError('bad-module', `the module ${file} cannot be used: ${cause}`, { cause: error });
    }
  }
  checkAgainst(rules, config);
  return rules;
}

function checkAgainst({ jobTypes, metrics }: Rules, config: Config): void {
  const problems = checkEntries(config, { jobTypes, defineScaler: (spec) => defineScaler(spec, metrics) });
  if (problems.length > 0) throw new ConfigError(problems);
}

async function openCluster(config: Config, clock: Clock, log: Log): Promise<ClusterParts> {
  if (config.clustertype !== 'JuliaRun.LocalClusters.LocalCluster') throw notYet('clustertype', config.clustertype);
  const { createLocalCluster } = await clusters[config.clustertype].load();
  return createLocalCluster({ config, clock, log });
}

async function openStore(config: Config, clock: Clock, log: Log): Promise<MetricsStore> {
  if (config.accountingtype !== 'JuliaRun.LocalClusters.SQLiteAccounting') throw notYet('accountingtype', config.accountingtype);
  const { createSqliteStore } = await stores[config.accountingtype].load();
  const { sqlite, shard_duration: shardDuration } = config.accounting;
  const state = 'state' in config.compute ? config.compute.state : '.juliarun';
  const file = sqlite.path ?? join(state, 'metrics.db');
  return createSqliteStore({ path: file, shardDuration, clock, log });
}

function notYet(key: string, adapter: string): FatalError {
  return new FatalError('no-adapter', `${key} is "${adapter}", which this version can check but not run; choose another`);
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

interface ReloaderOptions {
  readonly config: Config;
  readonly rules: Rules;
  readonly parts: ClusterParts;
  readonly jobs: JobManager;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reads the configuration file anew, one reload at a time. */
class Reloader implements Reconfigure {
  readonly #o: Omit<ReloaderOptions, 'config'>;
  #config: Config;
  #running: Promise<unknown> = Promise.resolve();
  #last: ReloadState;

  constructor({ config, ...o }: ReloaderOptions) {
    this.#config = config;
    this.#o = o;
    this.#last = { successful: true, at: o.clock.now() };
  }

  get last(): ReloadState {
    return this.#last;
  }

  reload({ apply }: { readonly apply: boolean }, signal: AbortSignal): Promise<DeclaredReport> {
    const run = this.#running.then(() => this.#reload(apply, signal));
    this.#running = run.catch(() => undefined);
    return run;
  }

  /** Brings jobs and scalers in line with what the configuration declares. */
  async declare(signal: AbortSignal, apply = false): Promise<DeclaredReport> {
    const { jobs, parts, log } = this.#o;
    return applyDeclared({ jobs, declared: parts.declared, log, entries: entriesOf(this.#config), apply }, signal);
  }

  async #reload(apply: boolean, signal: AbortSignal): Promise<DeclaredReport> {
    const { rules, parts, clock, log } = this.#o;
    try {
      const next = await loadConfig(this.#config.source.file, process.env);
      const fixed = diffRestartKeys(this.#config, next);
      if (fixed.length > 0) throw new InvalidError('needs-restart', `${fixed.join(', ')} changed; restart the service to change that`);
      checkAgainst(rules, next);
      await parts.reconfigure(next);
      this.#config = next;
      const report = await this.declare(signal, apply);
      this.#last = { successful: true, at: clock.now() };
      log.info('configuration reloaded', { file: next.source.file });
      return report;
    } catch (error) {
      this.#last = { successful: false, at: clock.now() };
      log.error('configuration not reloaded; the one before stays', { error: messageOf(error) });
      throw error;
    }
  }
}

/** The jobs and scalers of the file, as they are submitted. */
function entriesOf({ jobs, scalers, compute }: Config): readonly DeclaredRequest[] {
  const request = (entry: Config['jobs'][number]) => ({ namespace: compute.namespace, ...entry, owner: 'config' as const });
  return [
    ...jobs.map((job) => declare('job', request(job))),
    ...scalers.map((scaler) => declare('scaler', request(scaler))),
  ];
}
