import { readFile, rename, writeFile } from 'node:fs/promises';
import type { UsageSample, UsageSource } from '../../../accounting/ports/usage-source.ts';
import type { Clock } from '../../../lib/clock.ts';
import { messageOf } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import type { Instant } from '../../../lib/time.ts';
import { sampleOf } from '../../sample-of.ts';
import type { ProcessTrees } from '../proc/process-trees.ts';
import type { LiveRun } from '../run/live-run.ts';
import type { RunEnd } from '../run/run-files.ts';
import { fromJson } from '../state/bigint-json.ts';
import type { FinalSamples } from '../state/final-samples.ts';

export interface LocalUsageOptions {
  readonly trees: ProcessTrees;
  readonly finals: FinalSamples;
  readonly runs: () => readonly LiveRun[];
  /** Where the counters are kept for the next service. */
  readonly counters: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Measures the process trees of all runs, and tells the last sample of each that has ended. */
export class LocalUsage implements UsageSource {
  readonly #options: LocalUsageOptions;

  constructor(options: LocalUsageOptions) {
    this.#options = options;
  }

  async sample(signal: AbortSignal): Promise<readonly UsageSample[]> {
    signal.throwIfAborted();
    const { trees, finals, runs, clock } = this.#options;
    await finals.write().catch(() => {});
    await trees.sweep();
    const at = clock.now();
    const running = runs().map((live) => this.#sampleOf(live, at));
    await this.saveCounters();
    return [...finals.give(), ...running];
  }

  async recorded(
    processes: readonly { namespace: string; process: string }[],
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted();
    await this.#options.finals.recorded(processes);
  }

  /** Keeps the last sample of a run: what was counted, or what its shim has, whichever saw more. */
  async finish(live: LiveRun, end: RunEnd | undefined, at: Instant): Promise<void> {
    const sample = this.#sampleOf(live, at);
    const cpuNanos = Math.max(sample.cpuNanos, end?.cpuNanos ?? 0);
    await this.#options.finals.put(live.run, { ...sample, cpuNanos, final: true });
  }

  /** The counters as a later service needs them, so that they do not go back. */
  async saveCounters(): Promise<void> {
    const { counters, trees, log } = this.#options;
    try {
      await writeFile(`${counters}.tmp`, JSON.stringify(trees.counters()));
      await rename(`${counters}.tmp`, counters);
    } catch (error) {
      log.debug('usage counters were not saved', { reason: messageOf(error) });
    }
  }

  #sampleOf(live: LiveRun, at: Instant): UsageSample {
    const { cpuNanos = 0, memoryBytes } = this.#options.trees.use(live.run) ?? {};
    const startedAt = live.startedAt < at ? live.startedAt : at;
    return sampleOf(live.job, live.process, {
      at,
      startedAt,
      cpuNanos,
      ...(memoryBytes !== undefined && { memoryBytes }),
      final: false,
    });
  }
}

/** What the last service had counted, by run; nothing if it left nothing that can be read. */
export async function loadCounters(file: string): Promise<ReadonlyMap<string, number>> {
  try {
    const counters = fromJson<Record<string, number>>(await readFile(file, 'utf8'));
    return new Map(Object.entries(counters));
  } catch {
    return new Map();
  }
}
