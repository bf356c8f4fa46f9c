import type { Clock } from '../../lib/clock.ts';
import type { Millis } from '../../lib/time.ts';
import type { Capacity } from '../../jobs/cluster-status.ts';
import type { JobSpec } from '../../jobs/job-spec.ts';
import type { JobRecord } from '../../jobs/lifecycle/job-record.ts';
import type { Observation, RunExit } from '../../jobs/lifecycle/observation.ts';
import type { ProcessRecord } from '../../jobs/lifecycle/process-record.ts';
import type { ProcessHost } from '../process-host.ts';
import type { MemoryUsage, Use } from './memory-usage.ts';

export interface MemoryHostOptions {
  readonly clock: Clock;
  readonly capacity: Capacity;
  /** From being placed to running. */
  readonly startDelay: Millis;
  /** From SIGTERM to being gone. */
  readonly stopDelay: Millis;
  /** What each process uses unless told otherwise. */
  readonly use: Use;
  readonly usage: MemoryUsage;
  readonly observe: (seen: Observation) => void;
}

/** Processes that exist only as entries here, and do what they are told. */
export class MemoryHost implements ProcessHost {
  readonly node = 'memory';
  readonly hosts = ['127.0.0.1'];
  readonly #options: MemoryHostOptions;
  /** The processes that are, by run, each with its name. */
  readonly #runs = new Map<string, string>();
  readonly #stopping = new AbortController();

  constructor(options: MemoryHostOptions) {
    this.#options = options;
  }

  get capacity(): Capacity {
    return this.#options.capacity;
  }

  async check(_spec: JobSpec, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
  }

  async masterPort(): Promise<undefined> {}

  start({ job, process, run }: { job: JobRecord; process: ProcessRecord; run: string }): void {
    this.#runs.set(run, process.name);
    this.#after(this.#options.startDelay, () => {
      if (!this.#runs.has(run)) return;
      const { clock, use, usage, observe } = this.#options;
      usage.begin(run, job, process, use);
      const ports = Object.fromEntries(job.spec.ports.map((port) => [port.name, port.container]));
      observe({ kind: 'started', run, at: clock.now(), ports });
    });
  }

  stop(run: string): void {
    this.#after(this.#options.stopDelay, () => this.#end(run, { exitCode: 143, reason: 'exited' }));
  }

  kill(run: string): void {
    this.#end(run, { exitCode: 137, reason: 'exited' });
  }

  forget(): void {}

  release(): void {}

  /** Lets a process end. */
  exit(process: string, exit: Omit<RunExit, 'at'>): void {
    this.#end(this.#runOf(process), exit);
  }

  setReady(process: string, ready: boolean): void {
    const { clock, observe } = this.#options;
    observe({ kind: 'ready', run: this.#runOf(process), ready, at: clock.now() });
  }

  setUse(process: string, use: Use): void {
    this.#options.usage.set(this.#runOf(process), use);
  }

  /** Nothing happens any more. */
  close(): void {
    this.#stopping.abort();
  }

  #end(run: string, exit: Omit<RunExit, 'at'>): void {
    if (!this.#runs.delete(run)) return;
    const { clock, usage, observe } = this.#options;
    usage.end(run);
    observe({ kind: 'exited', run, exit: { at: clock.now(), ...exit } });
  }

  #runOf(process: string): string {
    const found = [...this.#runs].findLast(([, name]) => name === process);
    if (found === undefined) throw new Error(`no process "${process}" runs in the memory cluster`);
    return found[0];
  }

  #after(delay: Millis, act: () => void): void {
    if (delay === 0) {
      act();
      return;
    }
    this.#options.clock.sleep(delay, this.#stopping.signal).then(act, () => {});
  }
}
