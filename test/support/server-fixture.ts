import type { LightMyRequestResponse } from 'fastify';
import { CountedStore } from '../../src/accounting/counted-store.ts';
import { metricsHealth } from '../../src/accounting/metrics-health.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { Recorder } from '../../src/accounting/record-metrics.ts';
import { UsageReports } from '../../src/accounting/usage-reports.ts';
import { createMemoryCluster } from '../../src/clusters/memory/create.ts';
import type { DeclaredReport } from '../../src/jobs/declared-report.ts';
import { JobManager } from '../../src/jobs/job-manager.ts';
import { JobTypes } from '../../src/jobs/job-types.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { InvalidError } from '../../src/lib/errors.ts';
import type { Log, LogFields } from '../../src/lib/log.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { MetricRegistry } from '../../src/scaling/metric-registry.ts';
import { ScalerManager } from '../../src/scaling/scaler-manager.ts';
import { createServer, type Server } from '../../src/server/create-server.ts';
import { ServerConfig } from '../../src/server/schema.ts';
import { createSelfMetrics } from '../../src/server/self-metrics/self-metrics.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { usualSettings } from './usage-world.ts';

export interface ServerFixture extends AsyncDisposable {
  readonly server: Server;
  readonly cluster: ReturnType<typeof createMemoryCluster>;
  readonly jobs: JobManager;
  readonly scalers: ScalerManager;
  readonly store: MetricsStore;
  /** What the next reloads answer, or throw. */
  reload: { answer: DeclaredReport | Error; readonly asked: { apply: boolean }[] };
  readonly logged: { level: string; message: string; fields: LogFields | undefined }[];
  /** A GET or, with parameters, a form POST. */
  call(path: string, form?: Record<string, string>): Promise<LightMyRequestResponse>;
  /** The `data` of a call that must succeed. */
  data(path: string, form?: Record<string, string>): Promise<unknown>;
}

export const nothingDone: DeclaredReport = {
  submitted: [],
  updated: [],
  deleted: [],
  drift: [],
  failed: [],
  kept: [],
};
const DAY = 86_400_000;

export const worker = 'start_script=worker.js&run_volume=work';

/** The whole HTTP side over memory adapters. */
export async function serverFixture(
  options: { clock?: Clock; config?: Partial<ServerConfig> } = {},
): Promise<ServerFixture> {
  const clock = options.clock ?? new VirtualClock();
  const logged: ServerFixture['logged'] = [];
  const log = recordingLog(logged);
  const cluster = createMemoryCluster({ clock, log });
  const jobTypes = new JobTypes();
  const activity = { of: async () => new Map() };
  const jobs = new JobManager({ ...cluster, activity, types: jobTypes, clock, log });
  const scalers = new ScalerManager({
    jobs,
    state: cluster.scalerState,
    sources: new Map(),
    registry: new MetricRegistry(),
    clock,
    log,
    decisionsRetention: () => 86_400_000,
  });
  jobs.host(scalers);
  const store = new CountedStore({ store: createMemoryStore(), clock });
  const recorder = new Recorder({
    store,
    clock,
    jobs: { processes: async () => undefined },
    retention: () => 20 * DAY,
  });
  const reload: ServerFixture['reload'] = { answer: nothingDone, asked: [] };
  const config = { ...ServerConfig.parse({ port: 0 }), ...options.config };
  const server = await createServer({
    config,
    settings: () => config,
    namespace: 'default',
    jobTypes,
    jobs,
    scalers,
    recorder,
    reports: new UsageReports({ store, clock, settings: () => usualSettings, unsent: () => undefined }),
    clock,
    log,
    reconfigure: {
      async reload(asked) {
        reload.asked.push(asked);
        if (reload.answer instanceof Error) throw reload.answer;
        return reload.answer;
      },
    },
    metricsHealth: () => metricsHealth({ writes: store.counts }),
    readiness: async (signal) => ((await jobs.systemStatus(signal)).up ? [] : ['the cluster is away']),
    metrics: createSelfMetrics({
      version: '0.0.0',
      jobs,
      scalers,
      accounting: {
        work: () => ({ writes: store.counts }),
        refused: () => recorder.refused,
        retention: () => ({ points: 20 * DAY, totals: 400 * DAY }),
        clock,
      },
      lastReload: () => ({ successful: !(reload.answer instanceof InvalidError), at: clock.now() }),
    }),
  });

  async function call(path: string, form?: Record<string, string>): Promise<LightMyRequestResponse> {
    return server.app.inject({
      url: path,
      headers: {
        host: '127.0.0.1:8888',
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      ...(form ? { method: 'POST', payload: new URLSearchParams(form).toString() } : { method: 'GET' }),
    });
  }

  return {
    server,
    cluster,
    jobs,
    scalers,
    store,
    reload,
    logged,
    call,
    async data(path, form) {
      const response = await call(path, form);
      if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${response.body}`);
      return response.json().data;
    },
    async [Symbol.asyncDispose]() {
      await passingTime(clock, server[Symbol.asyncDispose]());
      await scalers[Symbol.asyncDispose]();
      await cluster[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Lets time go by until the work is done. */
async function passingTime(clock: Clock, work: PromiseLike<void>): Promise<void> {
  let done = false;
  const finished = Promise.resolve(work).finally(() => {
    done = true;
  });
  while (clock instanceof VirtualClock && !done) await clock.advance(20);
  await finished;
}

function recordingLog(lines: ServerFixture['logged']): Log {
  const at = (level: string) => (message: string, fields?: LogFields) =>
    void lines.push({ level, message, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
