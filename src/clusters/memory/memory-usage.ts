import type { UsageSample, UsageSource } from '../../accounting/ports/usage-source.ts';
import type { JobRecord } from '../../jobs/lifecycle/job-record.ts';
import type { ProcessRecord } from '../../jobs/lifecycle/process-record.ts';
import type { Clock } from '../../lib/clock.ts';
import { between, type Instant } from '../../lib/time.ts';
import { sampleOf } from '../sample-of.ts';

/** What a process uses: millicores and bytes. */
export interface Use {
  readonly cpu: number;
  readonly memory: number;
}

interface Meter {
  readonly job: JobRecord;
  readonly process: ProcessRecord;
  readonly startedAt: Instant;
  use: Use;
  cpuNanos: number;
  readAt: Instant;
}

/** Meters what processes are said to use. */
export class MemoryUsage implements UsageSource {
  readonly #clock: Clock;
  readonly #meters = new Map<string, Meter>();
  readonly #final = new Map<string, { sample: UsageSample; given: boolean }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(run: string, job: JobRecord, process: ProcessRecord, use: Use): void {
    const now = this.#clock.now();
    this.#meters.set(run, { job, process, startedAt: now, use, cpuNanos: 0, readAt: now });
  }

  set(run: string, use: Use): void {
    const meter = this.#meters.get(run);
    if (meter === undefined) return;
    this.#read(meter);
    meter.use = use;
  }

  end(run: string): void {
    const meter = this.#meters.get(run);
    if (meter === undefined) return;
    this.#meters.delete(run);
    this.#final.set(run, { sample: this.#read(meter, true), given: false });
  }

  async sample(signal: AbortSignal): Promise<readonly UsageSample[]> {
    signal.throwIfAborted();
    const ended = [...this.#final.values()].map((final) => {
      final.given = true;
      return final.sample;
    });
    return [...ended, ...[...this.#meters.values()].map((meter) => this.#read(meter))];
  }

  async recorded(
    processes: readonly { namespace: string; process: string }[],
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    const names = new Set(processes.map(({ namespace, process }) => `${namespace}/${process}`));
    for (const [run, { sample, given }] of this.#final) {
      if (given && names.has(`${sample.namespace}/${sample.process}`)) this.#final.delete(run);
    }
  }

  #read(meter: Meter, final = false): UsageSample {
    const now = this.#clock.now();
    // 1 millicore for 1 ms is 1,000 ns of CPU time
    meter.cpuNanos += meter.use.cpu * Math.max(0, between(meter.readAt, now)) * 1_000;
    meter.readAt = now;
    const measured = {
      at: now,
      startedAt: meter.startedAt,
      cpuNanos: meter.cpuNanos,
      memoryBytes: meter.use.memory,
    };
    return sampleOf(meter.job, meter.process, { ...measured, final });
  }
}
