import type { Clock } from '../../../lib/clock.ts';
import type { Log } from '../../../lib/log.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Millis } from '../../../lib/time.ts';
import { findMarked } from '../proc/find-marked.ts';
import type { ProcessTrees } from '../proc/process-trees.ts';
import { isAlive } from '../proc/process-identity.ts';
import { readStat, type ProcessStat } from '../proc/read-stat.ts';
import type { LiveRun } from './live-run.ts';

export interface ReaperOptions {
  readonly trees: ProcessTrees;
  readonly clock: Clock;
  readonly log: Log;
  /** Nothing is left of the run. */
  readonly reaped: (run: string) => Promise<void>;
}

const TOGETHER: Millis = 100;
const BETWEEN_KILLS: Millis = 50;
const SHIM_GRACE: Millis = 3_000;
const ROUNDS = 20;

/** Kills what must end: the processes of a run, and after its end whatever of it has got away. */
export class Reaper implements AsyncDisposable {
  readonly #options: ReaperOptions;
  readonly #ended = new Set<string>();
  readonly #killing = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: ReaperOptions) {
    this.#options = options;
  }

  /**
   * Kills all of a run but its shim, which then tells how the command ended; and the shim as well if it
   * does not go. The first sweep is also the run's last sample.
   */
  kill(live: LiveRun): Promise<void> {
    const running = this.#killing.get(live.run);
    if (running) return running;
    const killing = this.#kill(live)
      .catch((error: unknown) =>
        this.#options.log.warn('a process could not be killed', { run: live.run, reason: messageOf(error) }),
      )
      .finally(() => this.#killing.delete(live.run));
    this.#killing.set(live.run, killing);
    return killing;
  }

  /** The run has ended and that is durable: kills what is left of it, its shim too, and says `reaped`. */
  reap(run: string): void {
    this.#ended.add(run);
    this.#loop ??= this.#reapAll();
  }

  /** Resolves when nothing is left of any run that has ended. */
  async idle(): Promise<void> {
    while (this.#loop !== undefined) await this.#loop;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#killing.values(), this.#loop]);
  }

  async #kill(live: LiveRun): Promise<void> {
    const { trees, clock } = this.#options;
    const { signal } = this.#closing;
    const shimUntil = clock.monotonic() + SHIM_GRACE;
    while (live.shim && isAlive(live.shim) && !signal.aborted) {
      await trees.sweep();
      const shim = live.shim.pid;
      for (const member of trees.members(live.run)) if (member.pid !== shim) kill(member);
      if (clock.monotonic() > shimUntil && isAlive(live.shim)) send(-live.shim.pid, 'SIGKILL');
      await clock.sleep(BETWEEN_KILLS, signal).catch(() => {});
    }
  }

  async #reapAll(): Promise<void> {
    const { trees, clock, log, reaped } = this.#options;
    const { signal } = this.#closing;
    while (this.#ended.size > 0 && !signal.aborted) {
      // those that end together are looked after together, and never at more than a twentieth of a core
      await clock.sleep(Math.max(TOGETHER, 20 * trees.lastSweep), signal).catch(() => {});
      if (signal.aborted) break;
      const runs = new Set(this.#ended);
      try {
        await this.#killLeft(runs);
        for (const run of runs) await reaped(run);
      } catch (error) {
        log.warn('what is left of ended processes could not be cleared away', { reason: messageOf(error) });
      }
      for (const run of runs) this.#ended.delete(run);
    }
    this.#loop = undefined;
  }

  async #killLeft(runs: ReadonlySet<string>): Promise<void> {
    const { trees, clock } = this.#options;
    for (let round = 0; round < ROUNDS; round++) {
      await trees.sweep();
      const members = [...runs].flatMap((run) => trees.members(run).filter(({ state }) => state !== 'Z'));
      const own = new Set(members.map(({ pid }) => pid));
      const others = trees.attributed();
      const marked = await findMarked(runs, new Set([...others].filter((pid) => !own.has(pid))), clock);
      for (const member of members) kill(member);
      for (const pid of marked) send(pid, 'SIGKILL');
      if (members.length + marked.length === 0) return;
      await clock.sleep(BETWEEN_KILLS);
    }
  }
}

/** Kills a process that was seen, unless another has its pid by now. */
function kill({ pid, start }: ProcessStat): void {
  if (readStat(pid)?.start === start) send(pid, 'SIGKILL');
}

/** Sends a signal to a process, or to a group if negative. One that is gone has it coming no more. */
export function send(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM')))
      throw error;
  }
}
