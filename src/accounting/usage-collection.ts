import type { JobRef } from '../jobs/job-ref.ts';
import type { Clock } from '../lib/clock.ts';
import { later, type Instant } from '../lib/time.ts';
import { CPU_USAGE } from './measurements.ts';
import { PointsBuilder } from './points-builder.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { UsageSample, UsageSource } from './ports/usage-source.ts';
import { LOOK_BACK, ProcessUsage, type CounterReading } from './process-usage.ts';
import { POINTS_A_SAMPLE } from './usage-series.ts';

/** Samples of one write, and between two pauses: a few milliseconds of the event loop. */
const PART = 500;

/**
 * Takes the samples of all processes to the store, again and again. What it knows of a process changes only
 * when its points are stored, so that after a failure the next sample stands for all the time since.
 */
export class UsageCollection {
  readonly #source: UsageSource;
  readonly #store: MetricsStore;
  readonly #clock: Clock;
  #known = new Map<string, ProcessUsage>();

  constructor(o: { source: UsageSource; store: MetricsStore; clock: Clock }) {
    this.#source = o.source;
    this.#store = o.store;
    this.#clock = o.clock;
  }

  /** Samples and stores once; gives the number of samples. Rejects as source and store do. */
  async collect(signal: AbortSignal): Promise<number> {
    const samples = await this.#source.sample(signal);
    const monotonic = this.#clock.monotonic();
    await this.#meet(samples, signal);
    for (let from = 0; from < samples.length; from += PART) {
      await this.#write(samples.slice(from, from + PART), monotonic, signal);
      await this.#clock.breathe();
    }
    const finals = samples.filter(({ final }) => final);
    if (finals.length > 0) await this.#source.recorded(finals, signal);
    return samples.length;
  }

  /** Gets to know new processes, and forgets those that are not sampled any more. */
  async #meet(samples: readonly UsageSample[], signal: AbortSignal): Promise<void> {
    const known = new Map<string, ProcessUsage>();
    const unknown: UsageSample[] = [];
    for (const [at, sample] of samples.entries()) {
      const key = keyOf(sample);
      const process = this.#known.get(key);
      if (process === undefined) unknown.push(sample);
      else known.set(key, process);
      if (at % PART === PART - 1) await this.#clock.breathe();
    }
    const stored = await this.#storedReadings(unknown, signal);
    for (const sample of unknown) {
      const key = keyOf(sample);
      known.set(key, new ProcessUsage(sample, stored.get(key)));
    }
    this.#known = known;
  }

  async #write(samples: readonly UsageSample[], monotonic: number, signal: AbortSignal): Promise<void> {
    const points = new PointsBuilder(samples.length * POINTS_A_SAMPLE);
    const processes = samples.map((sample) => this.#known.get(keyOf(sample)));
    for (const [at, sample] of samples.entries()) processes[at]?.addTo(points, sample, monotonic);
    if (points.length > 0) await this.#store.write(points.columns(), signal);
    for (const [at, sample] of samples.entries()) processes[at]?.stored(sample, monotonic);
  }

  /** Counters of these processes as an earlier run of the service stored them. */
  async #storedReadings(
    samples: readonly UsageSample[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, CounterReading>> {
    const readings = new Map<string, CounterReading>();
    if (samples.length === 0) return readings;
    const until = latest(samples.map(({ at }) => at));
    const since = later(until, -LOOK_BACK);
    const query = { measurement: CPU_USAGE, jobs: jobsOf(samples), since, until };
    const points = await this.#store.newest(query, signal);
    const byProcess = new Map(
      points.map((point) => [
        `${point.series.tags['namespace_name']}/${point.series.tags['pod_name']}`,
        point,
      ]),
    );
    for (const sample of samples) {
      const point = byProcess.get(`${sample.namespace}/${sample.process}`);
      // an older one is of another process that had the name
      if (point === undefined || point.time < sample.startedAt || point.time > sample.at) continue;
      readings.set(keyOf(sample), { at: point.time, cpuNanos: point.value });
    }
    return readings;
  }
}

/** A process that was started again under its name is another one. */
function keyOf({ namespace, process, startedAt }: UsageSample): string {
  return `${namespace}/${process}/${startedAt}`;
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
