import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import type { Millis } from '../../../lib/time.ts';
import type { ProcessTrees } from '../proc/process-trees.ts';
import { memoryLimit, type LiveRun } from '../run/live-run.ts';

export interface MemoryGuardOptions {
  readonly trees: ProcessTrees;
  readonly runs: () => readonly LiveRun[];
  readonly kill: (live: LiveRun) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

const OFTEN: Millis = 1_000;
/** Looking takes at most this part of a core. */
const SHARE = 1 / 200;

/**
 * Kills runs whose processes together are resident with more than their memory limit. It looks every
 * second, or less often if there are so many processes that looking would cost more than 1 % of a core.
 * Runs that have a group of their own in the kernel are left to that.
 */
export class MemoryGuard implements AsyncDisposable {
  readonly #options: MemoryGuardOptions;
  readonly #closing = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { trees, clock, log } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await clock.sleep(Math.max(OFTEN, trees.lastSweep / SHARE), signal).catch(() => {});
      if (signal.aborted) return;
      await this.#look().catch((error: unknown) =>
        log.warn('memory limits were not looked at', { reason: messageOf(error) }),
      );
    }
  }

  async #look(): Promise<void> {
    const { trees, runs, kill, log } = this.#options;
    const guarded = runs().filter((live) => live.cgroup === undefined && Number.isFinite(memoryLimit(live)));
    if (guarded.length === 0) return;
    await trees.sweep();
    for (const live of guarded) {
      const memory = trees.use(live.run)?.memoryBytes ?? 0;
      if (live.oom || memory <= memoryLimit(live)) continue;
      log.warn('a process used more memory than its limit and is killed', {
        namespace: live.job.spec.namespace,
        process: live.process.name,
        memory,
        limit: memoryLimit(live),
      });
      void kill(live);
    }
  }
}
