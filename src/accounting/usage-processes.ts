import type { JobRef } from '../jobs/job-ref.ts';
import type { Clock } from '../lib/clock.ts';
import { later, type Instant, type Millis } from '../lib/time.ts';
import { CPU_USAGE } from './measurements.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { UsageSample } from './ports/usage-source.ts';
import { ProcessUsage, type CounterReading } from './process-usage.ts';

/** Between two pauses: a few milliseconds of the event loop. */
const PART = 2_000;

export interface UsageProcessesOptions {
  readonly store: Pick<MetricsStore, 'newest'>;
  /** How long ago a stored reading may lie to be taken up again; asked each time. */
  readonly lookBack: () => Millis;
  readonly clock: Clock;
}

/** A sample, with what is known of its process. */
export interface KnownSample {
  readonly key: string;
  readonly sample: UsageSample;
  readonly usage: ProcessUsage;
}

/** What is known of the processes that are sampled: of those from before, and of those in doubt, the store is asked. */
export class UsageProcesses {
  readonly #options: UsageProcessesOptions;
  /** Of processes younger than this no earlier run of the service has stored anything. */
  readonly #madeAt: Instant;
  #known = new Map<string, ProcessUsage>();
  #doubted = new Set<string>();

  constructor(options: UsageProcessesOptions) {
    this.#options = options;
    this.#madeAt = options.clock.now();
  }

  /**
   * The samples of processes that are known now, and why others are not: the store did not say what it has of them.
   * Processes without a sample are forgotten. Rejects when aborted.
   */
  async know(
    samples: readonly UsageSample[],
    signal: AbortSignal,
  ): Promise<{ readonly known: readonly KnownSample[]; readonly failure?: Error }> {
    const before = this.#known;
    const doubted = this.#doubted;
    this.#known = new Map();
    this.#doubted = new Set();
    const known: KnownSample[] = [];
    const asked: { readonly key: string; readonly sample: UsageSample }[] = [];
    for (const [at, sample] of samples.entries()) {
      const key = keyOf(sample);
      const usage = before.get(key);
      if (usage !== undefined) known.push(this.#keep(key, sample, usage));
      else if (sample.startedAt >= this.#madeAt && !doubted.has(key)) known.push(this.#add(key, sample));
      else asked.push({ key, sample });
      if (at % PART === PART - 1) await this.#options.clock.breathe();
    }
    try {
      const stored = await this.#stored(
        asked.map(({ sample }) => sample),
        signal,
      );
      known.push(...asked.map(({ key, sample }) => this.#add(key, sample, stored.get(key))));
      return { known };
    } catch (error) {
      for (const { key } of asked) this.#doubted.add(key);
      signal.throwIfAborted();
      return { known, failure: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  /** Nobody knows whether points of these were stored. */
  doubt(samples: readonly KnownSample[]): void {
    for (const { key } of samples) {
      this.#known.delete(key);
      this.#doubted.add(key);
    }
  }

  #add(key: string, sample: UsageSample, stored?: CounterReading): KnownSample {
    return this.#keep(key, sample, new ProcessUsage(sample, stored, this.#options.lookBack()));
  }

  #keep(key: string, sample: UsageSample, usage: ProcessUsage): KnownSample {
    this.#known.set(key, usage);
    return { key, sample, usage };
  }

  /** The newest readings of their counters in the store, those of a time to come too: the clock may have been set back. */
  async #stored(
    samples: readonly UsageSample[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, CounterReading>> {
    const readings = new Map<string, CounterReading>();
    if (samples.length === 0) return readings;
    const lookBack = this.#options.lookBack();
    const now = latest(samples.map(({ at }) => at));
    const since = latest([later(now, -lookBack), earliest(samples.map(({ startedAt }) => startedAt))]);
    const query = { measurement: CPU_USAGE, jobs: jobsOf(samples), since, until: later(now, lookBack) };
    const points = await this.#options.store.newest(query, signal);
    const byProcess = new Map(points.map((point) => [nameIn(point.series.tags), point]));
    for (const sample of samples) {
      const point = byProcess.get(`${sample.namespace}/${sample.process}`);
      // an older one is of another process that had the name
      if (point === undefined || point.time < sample.startedAt) continue;
      readings.set(keyOf(sample), { at: point.time, cpuNanos: point.value });
    }
    return readings;
  }
}

/** A process that was started again under its name is another one. */
function keyOf({ namespace, process, startedAt }: UsageSample): string {
  return `${namespace}/${process}/${startedAt}`;
}

function nameIn(tags: Readonly<Record<string, string>>): string {
  return `${tags['namespace_name']}/${tags['pod_name']}`;
}

function jobsOf(samples: readonly UsageSample[]): readonly JobRef[] {
  const jobs = new Map(
    samples.map(({ namespace, job }) => [`${namespace}/${job}`, { namespace, name: job }]),
  );
  return [...jobs.values()];
}

function latest(times: readonly Instant[]): Instant {
  return times.reduce((a, b) => (a > b ? a : b));
}

function earliest(times: readonly Instant[]): Instant {
  return times.reduce((a, b) => (a < b ? a : b));
}
