import { createHash, randomBytes, randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import { FatalError, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { openSqlite } from '../../lib/sqlite/open-sqlite.ts';
import type { Observation } from '../../jobs/lifecycle/observation.ts';
import { killNow, stopForService } from '../../jobs/lifecycle/stop-for-service.ts';
import { takeObservation } from '../../jobs/lifecycle/take-observation.ts';
import type { ClusterParts, ClusterSite } from '../cluster-parts.ts';
import { JobEngine } from '../job-engine.ts';
import { ProcessCluster } from '../process-cluster.ts';
import { randomLetters } from '../process-host.ts';
import { LocalLogs } from './logs/local-logs.ts';
import { LogStore } from './logs/log-store.ts';
import { ProcessTrees } from './proc/process-trees.ts';
import { firstEphemeralPort, machineCapacity } from './proc/system-figures.ts';
import { FreePorts } from './run/free-ports.ts';
import { LocalHost } from './run/local-host.ts';
import { RunFiles } from './run/run-files.ts';
import { Volumes } from './run/volumes.ts';
import type { LocalClusterConfig } from './schema.ts';
import { FinalSamples } from './state/final-samples.ts';
import { STATE_MIGRATIONS } from './state/schema-versions.ts';
import { SqliteDeclared } from './state/sqlite-declared.ts';
import { SqliteJobStore } from './state/sqlite-job-store.ts';
import { SqliteScalerState } from './state/sqlite-scaler-state.ts';
import { StateLock } from './state/state-lock.ts';
import { loadCounters, LocalUsage } from './usage/local-usage.ts';
import { MemoryGroups } from './usage/memory-groups.ts';
import { MemoryGuard } from './usage/memory-guard.ts';

export interface LocalClusterOptions {
  readonly config: LocalClusterConfig;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * This machine as a cluster. FatalError `state-in-use` if another service has its state folder (the
 * message names its pid), `state-too-new` if a newer version wrote it. Nothing runs before `start`.
 */
export async function createLocalCluster({ config, clock, log }: LocalClusterOptions): Promise<ClusterParts> {
  if (process.platform !== 'linux') {
    throw new FatalError(
      'wrong-platform',
      `the local cluster reads /proc, which ${process.platform} has not; run it on Linux`,
    );
  }
  await using stack = new AsyncDisposableStack();
  const { state } = config.compute;
  await mkdir(state, { recursive: true, mode: 0o700 });
  stack.use(StateLock.take(state));
  const file = stack.use(
    await openSqlite({ path: path.join(state, 'state.db'), migrations: STATE_MIGRATIONS }),
  );
  const store = new SqliteJobStore(file);
  const scratch = path.join(state, 'scratch');
  let volumes = new Volumes(config.storage, scratch);
  await volumes.prepare();
  let { images, packages } = config;
  const files = new RunFiles(state);
  await files.prepareFolders();
  const counters = path.join(state, 'counters.json');
  const counted = await loadCounters(counters);
  const trees = new ProcessTrees(clock);
  const logStore = stack.use(new LogStore({ root: path.join(state, 'logs'), clock, log }));
  let url = '';

  function observe(seen: Observation): void {
    void engine.take((draft, now) => {
      const job = engine.table.findByRun(seen.run);
      const drafted = job && draft.get(job.id);
      if (drafted) draft.put(takeObservation(drafted, seen, now));
    });
  }

  const host = new LocalHost({
    node: hostname(),
    capacity: machineCapacity(config.compute),
    site: {
      get images() {
        return images;
      },
      get packages() {
        return packages;
      },
      get volumes() {
        return volumes;
      },
      scriptRoots: config.compute.script_roots,
      files,
      ports: new FreePorts(firstEphemeralPort()),
      streamFile: (live, stream) => logStore.open(live.job.spec.namespace, live.process.name, stream),
      get url() {
        return url;
      },
    },
    trees,
    clock,
    log,
    observe,
    groups: await MemoryGroups.open(`juliarun-${hashOf(state)}`, log),
    counted: (run) => counted.get(run) ?? 0,
    up: (live) => {
      for (const stream of ['stdout', 'stderr'] as const) {
        logStore.open(live.job.spec.namespace, live.process.name, stream).catch(() => {});
      }
    },
    down: async (live, end, exit) => {
      await logStore.close(live.job.spec.namespace, live.process.name);
      if (exit.reason !== 'not-started') await usage.finish(live, end, exit.at);
    },
  });
  const engine: JobEngine = new JobEngine({
    host,
    store,
    surroundings: {
      node: host.node,
      capacity: host.capacity,
      name: (job) => `${job}-${randomLetters(5, secureRandom)}`,
      run: (process) => `${process}.${randomBytes(6).toString('hex')}`,
    },
    clock,
    log,
    onTurn: () => logStore.changed(),
  });
  const finals = await FinalSamples.load(file);
  const usage = new LocalUsage({ trees, finals, runs: () => host.up(), counters, clock, log });
  const guard = new MemoryGuard({
    trees,
    runs: () => host.up(),
    kill: (live) => host.killForMemory(live),
    clock,
    log,
  });
  const logs = new LocalLogs({
    store: logStore,
    clock,
    jobIs: (namespace, name) => {
      const job = engine.table.find({ namespace, name });
      return job && (job.finished ? 'ended' : 'running');
    },
  });
  const cluster = new ProcessCluster({ engine, host, clock, cookie: () => randomBytes(8).toString('hex') });
  engine.restore(await store.load());
  stack.use(engine);
  stack.use(host);
  stack.use(guard);
  const owned = stack.move();

  async function start(own: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    url = own;
    await logStore.start();
    await host.adopt([...engine.table.all()]);
    // what was seen is taken before anybody asks
    await engine.take(() => {});
    guard.start();
    engine.place(true);
  }

  async function stop(now: AbortSignal): Promise<void> {
    engine.place(false);
    if (config.compute.on_stop === 'keep') return;
    await engine.take((draft, at) => {
      for (const job of engine.table.all()) {
        const drafted = draft.get(job.id);
        if (drafted) draft.put(stopForService(drafted, at));
      }
    });
    await engine.until(() => engine.idle, now).catch(() => {});
    if (!engine.idle) {
      await engine.take((draft) => {
        for (const job of engine.table.all()) {
          const drafted = draft.get(job.id);
          if (drafted) draft.put(killNow(drafted));
        }
      });
      await engine.until(() => engine.idle, new AbortController().signal);
    }
    await host.cleared();
  }

  async function reconfigure(site: ClusterSite): Promise<void> {
    const next = new Volumes(site.storage, scratch);
    await next.prepare();
    volumes = next;
    ({ images, packages } = site);
  }

  return {
    cluster,
    logs,
    usage,
    scalerState: new SqliteScalerState(file),
    declared: new SqliteDeclared(file),
    start,
    reconfigure,
    stop,
    async [Symbol.asyncDispose]() {
      await usage
        .saveCounters()
        .catch((error: unknown) => log.debug('counters not saved', { reason: messageOf(error) }));
      await owned[Symbol.asyncDispose]();
    },
  };
}

/** Numbers in [0, 1) that nobody can foresee. */
function secureRandom(): number {
  return randomInt(2 ** 32) / 2 ** 32;
}

/** A short name for a folder. */
function hashOf(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12);
}
