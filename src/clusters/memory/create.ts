import type { Clock } from '../../lib/clock.ts';
import { RetryableError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import type { Millis } from '../../lib/time.ts';
import type { Capacity } from '../../jobs/cluster-status.ts';
import type { RunExit } from '../../jobs/lifecycle/observation.ts';
import { takeObservation } from '../../jobs/lifecycle/take-observation.ts';
import type { ClusterParts } from '../cluster-parts.ts';
import { JobEngine } from '../job-engine.ts';
import { ProcessCluster } from '../process-cluster.ts';
import { randomLetters } from '../process-host.ts';
import { seededRandom } from './seeded-random.ts';
import { MemoryDeclared } from './memory-declared.ts';
import { MemoryHost } from './memory-host.ts';
import { MemoryLogs } from './memory-logs.ts';
import { MemoryScalerState } from './memory-scaler-state.ts';
import { MemoryUsage, type Use } from './memory-usage.ts';

export interface MemoryClusterOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Default: as good as endless. */
  readonly capacity?: Capacity;
  /** From being placed to running, and from SIGTERM to being gone; default none. */
  readonly startDelay?: Millis;
  readonly stopDelay?: Millis;
  /** What each process uses unless told otherwise; default nothing. */
  readonly use?: Use;
  /** Names come from it, so that runs with the same seed are the same. */
  readonly seed?: number;
}

/** What makes things happen in a memory cluster. A process is named; one that does not run is an error. */
export interface MemoryControls {
  /** Lets a process end, by itself with an exit code, or otherwise. */
  exit(process: string, exit: number | Omit<RunExit, 'at'>): void;
  setReady(process: string, ready: boolean): void;
  /** Millicores and bytes, from now on. */
  setUse(process: string, use: Use): void;
  /** A line that the process wrote. */
  write(namespace: string, process: string, message: string, stream?: 'stdout' | 'stderr'): void;
  /** The cluster cannot be reached, for this reason; undefined: it is back. */
  setAway(reason: string | undefined): void;
  /** The state takes no writes, for this reason, as when a disk is full; undefined: it does again. */
  setFull(reason: string | undefined): void;
}

const ENDLESS: Capacity = { cpu: 1e9, memory: 2 ** 50, gpu: 1e6 };

/** A cluster without processes, driven by the clock: for tests and replays. It places from the start. */
export function createMemoryCluster(
  options: MemoryClusterOptions,
): ClusterParts & { readonly controls: MemoryControls } {
  const { clock, log } = options;
  const random = seededRandom(options.seed ?? 1);
  const usage = new MemoryUsage(clock);
  let away: string | undefined;
  let full: string | undefined;
  const host = new MemoryHost({
    clock,
    usage,
    capacity: options.capacity ?? ENDLESS,
    startDelay: options.startDelay ?? 0,
    stopDelay: options.stopDelay ?? 0,
    use: options.use ?? { cpu: 0, memory: 0 },
    observe: (seen) =>
      void engine.take((draft, now) => {
        const job = engine.table.findByRun(seen.run);
        const drafted = job && draft.get(job.id);
        if (drafted) draft.put(takeObservation(drafted, seen, now));
      }),
  });
  let runs = 0;
  const engine: JobEngine = new JobEngine({
    host,
    store: {
      async write() {
        if (full !== undefined) throw new RetryableError('disk-full', `the state cannot be written: ${full}`);
      },
    },
    surroundings: {
      node: host.node,
      capacity: host.capacity,
      name: (job) => `${job}-${randomLetters(5, random)}`,
      run: (process) => `${process}.${++runs}`,
    },
    clock,
    log,
    onTurn: () => logs.changed(),
  });
  const logs = new MemoryLogs({
    jobIs: (namespace, name) => {
      const job = engine.table.find({ namespace, name });
      return job && (job.finished ? 'ended' : 'running');
    },
  });
  const cluster = new ProcessCluster({
    engine,
    host,
    clock,
    cookie: () => randomLetters(16, random),
    away: () => away,
  });
  engine.place(true);
  async function dispose(): Promise<void> {
    host.close();
    await cluster[Symbol.asyncDispose]();
  }
  return {
    cluster,
    logs,
    usage,
    scalerState: new MemoryScalerState(),
    declared: new MemoryDeclared(),
    async start() {},
    async reconfigure() {},
    async stop() {},
    [Symbol.asyncDispose]: dispose,
    controls: {
      exit: (process, exit) =>
        host.exit(process, typeof exit === 'number' ? { exitCode: exit, reason: 'exited' } : exit),
      setReady: (process, ready) => host.setReady(process, ready),
      setUse: (process, use) => host.setUse(process, use),
      write: (namespace, process, message, stream = 'stdout') =>
        logs.add(namespace, { at: clock.now(), job: process.slice(0, -6), process, stream, message }),
      setAway: (reason) => {
        away = reason;
      },
      setFull: (reason) => {
        full = reason;
      },
    },
  };
}
