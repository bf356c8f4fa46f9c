import { readFile } from 'node:fs/promises';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import type { Capacity } from '../../../jobs/cluster-status.ts';
import type { JobSpec, ProcessSpec } from '../../../jobs/job-spec.ts';
import type { JobRecord } from '../../../jobs/lifecycle/job-record.ts';
import type { Observation, RunExit } from '../../../jobs/lifecycle/observation.ts';
import type { ProcessRecord } from '../../../jobs/lifecycle/process-record.ts';
import type { ProcessHost } from '../../process-host.ts';
import { identify, isAlive, parseIdentity } from '../proc/process-identity.ts';
import type { ProcessTrees } from '../proc/process-trees.ts';
import type { MemoryGroups } from '../usage/memory-groups.ts';
import { adopt } from './adopt.ts';
import { ExitWatch } from './exit-watch.ts';
import { memoryLimit, newRun, type LiveRun } from './live-run.ts';
import { Reaper, send } from './reaper.ts';
import { Paced } from './paced.ts';
import { checkPorts, resolveCommand, type ResolvedCommand } from './resolve-command.ts';
import type { RunEnd } from './run-files.ts';
import { startRun, type StartSite } from './start-run.ts';

export interface LocalHostOptions {
  readonly node: string;
  readonly capacity: Capacity;
  readonly site: StartSite;
  readonly trees: ProcessTrees;
  readonly clock: Clock;
  readonly log: Log;
  readonly observe: (seen: Observation) => void;
  /** CPU time that an earlier service had counted for a run, nanoseconds. */
  readonly counted: (run: string) => number;
  /** Undefined where the kernel does not enforce memory limits. */
  readonly groups: MemoryGroups | undefined;
  /** The process runs, or still runs. */
  readonly up: (live: LiveRun) => void;
  /** It has ended; resolves when what it used will not be lost. */
  readonly down: (live: LiveRun, end: RunEnd | undefined, exit: RunExit) => Promise<void>;
}

/** Starts that are prepared at the same time. */
const LANES = 4;
/** Processes that are told to end at the same time: all that they do then, they do at once. */
const STOPS = { row: 10, pause: 20 };

/** Processes of this machine, each under its shim. */
export class LocalHost implements ProcessHost, AsyncDisposable {
  readonly hosts = ['127.0.0.1'];
  readonly #options: LocalHostOptions;
  readonly #live = new Map<string, LiveRun>();
  readonly #queue: LiveRun[] = [];
  readonly #lanes = new Set<Promise<void>>();
  readonly #reaper: Reaper;
  readonly #watch: ExitWatch;
  readonly #looks = new Set<Promise<void>>();
  readonly #paced: Paced;
  readonly #signals: Paced;
  /** What was resolved for processes that are started together. */
  readonly #resolved = new Map<ProcessSpec, Promise<ResolvedCommand>>();
  #closed = false;

  constructor(options: LocalHostOptions) {
    this.#options = options;
    const { trees, clock, log, site } = options;
    this.#paced = new Paced(clock);
    this.#signals = new Paced(clock, STOPS);
    this.#reaper = new Reaper({ trees, clock, log, reaped: (run) => this.#clear(run) });
    this.#watch = new ExitWatch({
      folder: site.files.exits,
      clock,
      log,
      look: (run) => this.#look(run),
      lookAtAll: () => {
        for (const live of this.up()) if (live.adopted) this.#paced.add(() => this.#lookIfGone(live));
      },
    });
  }

  get node(): string {
    return this.#options.node;
  }

  get capacity(): Capacity {
    return this.#options.capacity;
  }

  /** Those that run. */
  up(): readonly LiveRun[] {
    return [...this.#live.values()].filter(({ stage }) => stage === 'up');
  }

  async check(spec: JobSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    for (const own of [spec.master, spec.workers]) {
      if (own === undefined) continue;
      const { cfgFile } = await resolveCommand(spec, own, this.#options.site);
      if (cfgFile !== undefined) checkPorts(spec, await readFile(cfgFile, 'utf8'), `cfg_file ${cfgFile}`);
    }
  }

  async masterPort({ master, workers }: JobSpec): Promise<number | undefined> {
    if (master === undefined || workers === undefined) return undefined;
    const [port] = await this.#options.site.ports.take('', 1);
    if (port !== undefined) this.#options.site.ports.reserve(`master ${port}`, [port]);
    return port;
  }

  /** Takes over what an earlier service has left: see `adopt`. */
  async adopt(jobs: readonly JobRecord[]): Promise<void> {
    const { clock, log, site, groups } = this.#options;
    for (const { masterPort } of jobs) {
      if (masterPort !== undefined) site.ports.reserve(`master ${masterPort}`, [masterPort]);
    }
    await adopt({
      jobs,
      files: site.files,
      groups,
      clock,
      log,
      up: (live, ports) => this.#takeOver(live, ports),
      ended: (live, exit) => {
        this.#live.set(live.run, live);
        return this.#end(live, exit);
      },
      left: (run) => this.#reaper.reap(run),
    });
    this.#watch.start();
  }

  start({ job, process, run }: { job: JobRecord; process: ProcessRecord; run: string }): void {
    const live = newRun(job, process, run, this.#options.clock.now());
    this.#live.set(run, live);
    this.#queue.push(live);
    if (this.#lanes.size >= LANES) return;
    const lane = this.#work().finally(() => this.#lanes.delete(lane));
    this.#lanes.add(lane);
  }

  stop(run: string): void {
    const live = this.#live.get(run);
    if (live === undefined) return;
    live.stopAsked = true;
    this.#signals.add(() => {
      if (live.stage === 'up' && live.shim && isAlive(live.shim)) send(-live.shim.pid, 'SIGTERM');
    });
  }

  kill(run: string): void {
    const live = this.#live.get(run);
    if (live === undefined) return;
    live.killAsked = true;
    if (live.stage === 'up') void this.#reaper.kill(live);
  }

  /** Kills it because of its use of memory, and remembers that. */
  async killForMemory(live: LiveRun): Promise<void> {
    live.oom = true;
    await this.#options.site.files.noteReason(live.run, 'oom');
    await this.#reaper.kill(live);
  }

  forget(run: string): void {
    this.#reaper.reap(run);
  }

  release({ masterPort }: JobRecord): void {
    if (masterPort !== undefined) this.#options.site.ports.release(`master ${masterPort}`);
  }

  /** Resolves when nothing is left of runs that have ended. */
  cleared(): Promise<void> {
    return this.#reaper.idle();
  }

  /** Ends all watching. Processes go on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#watch[Symbol.asyncDispose]();
    await this.#paced.idle();
    await this.#signals.idle();
    await Promise.all(this.#lanes);
    await Promise.all(this.#looks);
    await this.#reaper[Symbol.asyncDispose]();
  }

  async #work(): Promise<void> {
    for (let live = this.#queue.shift(); live !== undefined && !this.#closed; live = this.#queue.shift()) {
      await this.#startOne(live);
      await this.#options.clock.breathe();
    }
    if (this.#queue.length === 0) this.#resolved.clear();
  }

  #resolve(spec: JobSpec, own: ProcessSpec): Promise<ResolvedCommand> {
    const known = this.#resolved.get(own) ?? resolveCommand(spec, own, this.#options.site);
    this.#resolved.set(own, known);
    return known;
  }

  async #startOne(live: LiveRun): Promise<void> {
    const { site, clock, observe, up, trees, groups } = this.#options;
    const { run } = live;
    if (live.stopAsked || live.killAsked) {
      await this.#end(live, this.#notStarted('stopped before it was started'));
      return;
    }
    try {
      const cgroup = await groups?.create(run, memoryLimit(live));
      if (cgroup !== undefined) live.cgroup = cgroup;
      const { shim, pid, ports } = await startRun(live, site, (spec, own) => this.#resolve(spec, own));
      const identity = parseIdentity(identify(pid) ?? '');
      if (identity) live.shim = identity;
      live.stage = 'up';
      live.startedAt = clock.now();
      shim.once('exit', (code, signal) => this.#look(run, { code, signal }));
      // a short one has ended while its streams were being closed
      const { exitCode: code, signalCode } = shim;
      if (code !== null || signalCode !== null) this.#look(run, { code, signal: signalCode });
      if (identity) trees.add({ run, ...identity });
      up(live);
      observe({ kind: 'started', run, at: live.startedAt, ports });
      if (live.stopAsked) this.stop(run);
      if (live.killAsked) this.kill(run);
    } catch (error) {
      await this.#end(live, this.#notStarted(messageOf(error)));
    }
  }

  #takeOver(live: LiveRun, ports: Readonly<Record<string, number>>): void {
    const { site, observe, trees, up, counted } = this.#options;
    const { run } = live;
    this.#live.set(run, live);
    live.stage = 'up';
    live.adopted = true;
    site.ports.reserve(run, Object.values(ports));
    if (live.shim) trees.add({ run, ...live.shim }, counted(run));
    up(live);
    observe({ kind: 'started', run, at: live.startedAt, ports });
    if (live.process.drain) this.stop(run);
    if (live.process.drain?.killed) this.kill(run);
  }

  #lookIfGone(live: LiveRun): void {
    if (live.stage === 'up' && (live.shim === undefined || !isAlive(live.shim))) this.#look(live.run);
  }

  /** Sees whether a run has ended. `gone`: its shim has, as its parent knows. */
  #look(run: string, gone?: { readonly code: number | null; readonly signal: NodeJS.Signals | null }): void {
    const looking = this.#lookAt(run, gone)
      .catch((error: unknown) =>
        this.#options.log.warn('the end of a process could not be read', { run, reason: messageOf(error) }),
      )
      .finally(() => this.#looks.delete(looking));
    this.#looks.add(looking);
  }

  async #lookAt(
    run: string,
    gone?: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  ): Promise<void> {
    const live = this.#live.get(run);
    if (live?.stage !== 'up') return;
    const alive = gone === undefined && live.shim !== undefined && isAlive(live.shim);
    const end = await this.#options.site.files.end(run);
    if (alive && end === undefined) return;
    await this.#end(live, lostExit(live, gone?.code ?? undefined, this.#options.clock.now()));
  }

  async #end(live: LiveRun, otherwise: RunExit): Promise<void> {
    if (live.stage === 'ended') return;
    live.stage = 'ended';
    const { site, observe, down, log } = this.#options;
    const end = await site.files.end(live.run).catch(() => undefined);
    const oom = await this.#wasOverLimit(live);
    const exit: RunExit = end
      ? { at: end.at, exitCode: end.exitCode, reason: oom ? 'oom' : 'exited' }
      : oom
        ? { at: otherwise.at, exitCode: 137, reason: 'oom' }
        : otherwise;
    await down(live, end, exit).catch((error: unknown) =>
      log.warn('the last sample of a process may be lost', { reason: messageOf(error) }),
    );
    observe({ kind: 'exited', run: live.run, exit });
  }

  async #wasOverLimit({ run, oom, cgroup }: LiveRun): Promise<boolean> {
    const { site, groups } = this.#options;
    if (oom || (await site.files.reason(run).catch(() => undefined)) === 'oom') return true;
    return cgroup !== undefined && (await groups?.wasOverLimit(run)) === true;
  }

  async #clear(run: string): Promise<void> {
    const { site, trees, groups } = this.#options;
    await groups?.remove(run);
    this.#live.delete(run);
    trees.remove(run);
    site.ports.release(run);
    await site.files.remove(run);
  }

  #notStarted(message: string): RunExit {
    return { at: this.#options.clock.now(), reason: 'not-started', message };
  }
}

/** The end of a run whose shim could not tell it. */
function lostExit({ killAsked }: LiveRun, code: number | undefined, at: bigint): RunExit {
  if (killAsked) return { at, exitCode: 137, reason: 'exited' };
  if (code !== undefined && code !== 0) return { at, exitCode: code, reason: 'exited' };
  return { at, reason: 'lost', message: 'its shim was killed, or could not write how it ended' };
}
