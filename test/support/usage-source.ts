import type { UsageSample, UsageSource } from '../../src/accounting/ports/usage-source.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { between, type Instant } from '../../src/lib/time.ts';

const MI = 2 ** 20;

interface Process {
  readonly job: string;
  readonly name: string;
  readonly startedAt: Instant;
  /** Millicores that it keeps busy. */
  readonly load: number;
  endedAt?: Instant;
}

/** Processes that use a constant share of a core each, measured exactly; their last samples wait until recorded. */
export class SteadyUsage implements UsageSource {
  readonly #clock: Clock;
  readonly #processes = new Map<string, Process>();
  failure: Error | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  start(job: string, name: string, load: number): void {
    this.#processes.set(name, { job, name, startedAt: this.#clock.now(), load });
  }

  end(name: string): void {
    const process = this.#processes.get(name);
    if (process !== undefined) process.endedAt = this.#clock.now();
  }

  get count(): number {
    return this.#processes.size;
  }

  async sample(): Promise<readonly UsageSample[]> {
    if (this.failure !== undefined) throw this.failure;
    return [...this.#processes.values()].map((process) => sampleOf(process, this.#clock.now()));
  }

  async recorded(processes: readonly { namespace: string; process: string }[]): Promise<void> {
    for (const { process } of processes) this.#processes.delete(process);
  }
}

function sampleOf({ job, name, startedAt, endedAt, load }: Process, now: Instant): UsageSample {
  const at = endedAt ?? now;
  return {
    namespace: 'default',
    job,
    process: name,
    role: 'worker',
    at,
    startedAt,
    cpuNanos: between(startedAt, at) * load * 1_000,
    memoryBytes: 64 * MI,
    request: { cpu: 500, memory: 128 * MI, gpu: 0 },
    limit: { cpu: 1_000, memory: 256 * MI },
    final: endedAt !== undefined,
  };
}
