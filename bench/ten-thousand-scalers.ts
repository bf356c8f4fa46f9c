import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Collector } from '../src/accounting/collector.ts';
import type { UsageSample, UsageSource } from '../src/accounting/ports/usage-source.ts';
import { unknownActivity } from '../src/accounting/unknown-activity.ts';
import { STATE_MIGRATIONS } from '../src/clusters/local/state/schema-versions.ts';
import { SqliteScalerState } from '../src/clusters/local/state/sqlite-scaler-state.ts';
import { createMemoryCluster } from '../src/clusters/memory/create.ts';
import type { Cluster } from '../src/jobs/ports/cluster.ts';
import { JobManager } from '../src/jobs/job-manager.ts';
import { JobTypes } from '../src/jobs/job-types.ts';
import { silentLog } from '../src/lib/log.ts';
import { openSqlite } from '../src/lib/sqlite/open-sqlite.ts';
import { SystemClock } from '../src/lib/system-clock.ts';
import { tuneNode } from '../src/lib/tune-node.ts';
import { MetricRegistry } from '../src/scaling/metric-registry.ts';
import { ScalerManager } from '../src/scaling/scaler-manager.ts';
import { createUsageSignals } from '../src/signals/usage/create.ts';
import { createSqliteStore } from '../src/stores/sqlite/create.ts';

const SCALERS = Number(process.argv[2] ?? 10_000);
const SECONDS = Number(process.argv[3] ?? 60);
const WARM_UP = 25;
const COLLECT_INTERVAL = 15_000;
const NAMESPACE = 'bench';
const METRIC =
  'Bounded(JobScaleMetric(Threshold(Combine([JobMetric("cpu"), JobMetric("memory")], maximum), (60.0, 80.0), 1)), 1:5)';

const REQUEST = { cpu: 1_000, memory: 2 ** 30, gpu: 0 };
const LIMIT = { cpu: 1_000, memory: 2 ** 30 };

const clock = new SystemClock();
const log = silentLog;
const { signal } = new AbortController();

/**
 * Everything of the service but HTTP and real processes, in real time: every job's usage goes through the
 * collector into SQLite, every scaler reads it from there, and what scalers remember and decide is stored.
 */
async function tenThousandScalers(): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'juliarun-bench-'));
  try {
    const parts = createMemoryCluster({ clock, log });
    const store = await createSqliteStore({
      path: path.join(folder, 'metrics.db'),
      shardDuration: 172_800_000,
      clock,
      log,
    });
    const file = await openSqlite({ path: path.join(folder, 'state.db'), migrations: STATE_MIGRATIONS });
    const jobs = new JobManager({
      cluster: parts.cluster,
      logs: parts.logs,
      declared: parts.declared,
      activity: unknownActivity,
      types: new JobTypes(),
      clock,
      log,
    });
    const scalers = new ScalerManager({
      jobs,
      state: new SqliteScalerState(file),
      sources: new Map([
        [
          'job',
          createUsageSignals({
            store,
            cluster: parts.cluster,
            collectInterval: () => COLLECT_INTERVAL,
            clock,
          }),
        ],
      ]),
      registry: new MetricRegistry(),
      clock,
      log,
      decisionsRetention: () => 86_400_000,
    });
    jobs.host(scalers);
    await submitAll(jobs);
    const source = await usageOf(parts.cluster);
    const interval = () => COLLECT_INTERVAL;
    const collector = new Collector({ source, store, interval, lookBack: () => 48 * 3_600_000, clock, log });

    collector.start();
    scalers.start();
    await sleep(WARM_UP * 1_000);
    const before = { cpu: process.cpuUsage(), at: performance.now(), ...scalers.stats.decisions };
    await sleep(SECONDS * 1_000);
    const { user, system } = process.cpuUsage(before.cpu);
    const cores = (user + system) / 1_000 / (performance.now() - before.at);
    const { decisions, lateness, skippedSlots } = scalers.stats;
    const changes = decisions.applied - before.applied;
    const unchanged = decisions.unchanged - before.unchanged;
    const held = decisions.held - before.held;
    // in a time of its own: waking every millisecond takes more of a core than half of the scalers do
    const loop = monitorEventLoopDelay({ resolution: 1 });
    loop.enable();
    await sleep(SECONDS * 1_000);
    loop.disable();
    console.log(
      `${SCALERS} JobScalers at 10 s, usage of ${SCALERS} processes at 15 s, all in SQLite, over ${SECONDS} s:\n` +
        `  cpu                      ${cores.toFixed(3)} cores, collecting usage included\n` +
        `  resident memory          ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MiB\n` +
        `  tick lateness            p50 ${lateness.quantile(0.5).toFixed(1)} ms, p99 ${lateness.quantile(0.99).toFixed(1)} ms\n` +
        `  longest event-loop stall ${(loop.max / 1e6).toFixed(1)} ms (p99.9 ${(loop.percentile(99.9) / 1e6).toFixed(1)} ms)\n` +
        `  decisions                ${changes} changes, ${unchanged} unchanged, ${held} held, ` +
        `${decisions.failed} failed, ${skippedSlots} slots skipped`,
    );
    await scalers.stop();
    await collector.stop();
    for (const owned of [file, store, parts]) await owned[Symbol.asyncDispose]();
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function submitAll(jobs: JobManager): Promise<void> {
  const worker = {
    start_script: 'worker.js',
    run_volume: 'work',
    image: 'node',
    cpu: '1',
    memory: '1Gi',
    nworkers: 1,
  };
  for (let from = 0; from < SCALERS; from += 500) {
    const names = Array.from({ length: Math.min(500, SCALERS - from) }, (_, at) => `job-${from + at}`);
    const base = { namespace: NAMESPACE, owner: 'api' } as const;
    await Promise.all(
      names.map((name) =>
        jobs.submit({ ...base, type: 'JuliaParBatchWorkers', name, parameters: worker }, signal),
      ),
    );
    await Promise.all(
      names.map((name) => {
        const parameters = { job: `JuliaParBatchWorkers/${name}`, metric: METRIC, interval: '10s' };
        return jobs.submit({ ...base, type: 'JobScaler', name: `${name}-scaler`, parameters }, signal);
      }),
    );
  }
}

/** One process of each job, with a use that swings between 55 and 85 percent, each job in its own phase. */
async function usageOf(cluster: Cluster): Promise<UsageSource> {
  const states = await cluster.list(NAMESPACE, signal);
  const names = states.map(({ spec, processes: [first] }) => ({
    job: spec.name,
    process: first?.name ?? '',
  }));
  const startedAt = clock.now();
  const cpuNanos = new Float64Array(names.length);
  let last = clock.monotonic();
  return {
    sample() {
      const at = clock.now();
      const elapsed = clock.monotonic() - last;
      last = clock.monotonic();
      const samples = names.map(({ job, process: name }, index): UsageSample => {
        const use = 0.7 + 0.15 * Math.sin(last / 60_000 + index);
        cpuNanos[index] = (cpuNanos[index] ?? 0) + use * elapsed * 1e6;
        return {
          namespace: NAMESPACE,
          job,
          process: name,
          role: 'worker',
          at,
          startedAt,
          cpuNanos: cpuNanos[index] ?? 0,
          memoryBytes: 2 ** 29,
          request: REQUEST,
          limit: LIMIT,
          final: false,
        };
      });
      return Promise.resolve(samples);
    },
    recorded: () => Promise.resolve(),
  };
}

tuneNode();
await tenThousandScalers();
