import { between, type Instant, type Millis } from '../lib/time.ts';
import { PointsBuilder } from './points-builder.ts';
import type { RefusedPoint } from './points.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { UsageSample, UsageSource } from './ports/usage-source.ts';
import { UsageProcesses, type KnownSample, type UsageProcessesOptions } from './usage-processes.ts';
import { POINTS_A_SAMPLE } from './usage-series.ts';

/** Samples of one write, and between two pauses: a few milliseconds of the event loop. */
const PART = 500;

export interface UsageCollectionOptions extends UsageProcessesOptions {
  readonly source: UsageSource;
  readonly store: Pick<MetricsStore, 'write' | 'newest'>;
}

/** What a collection did. */
export interface Collected {
  readonly samples: number;
  /** Points that the store would not take. */
  readonly refused: readonly RefusedPoint[];
}

/** When samples were taken, on both scales. */
interface Sampled {
  readonly now: Instant;
  readonly monotonic: Millis;
}

/**
 * Takes the samples of all processes to the store, again and again. What it knows of a process changes only when its
 * points are stored, so that after a failure the next sample stands for all the time since.
 */
export class UsageCollection {
  readonly #options: UsageCollectionOptions;
  readonly #processes: UsageProcesses;

  constructor(options: UsageCollectionOptions) {
    this.#options = options;
    this.#processes = new UsageProcesses(options);
  }

  /**
   * Samples and stores once. Rejects as source and store do; if the store cannot be asked about some processes, after
   * the others are stored.
   */
  async collect(signal: AbortSignal): Promise<Collected> {
    const { source, clock } = this.#options;
    const samples = await source.sample(signal);
    const sampled = { now: clock.now(), monotonic: clock.monotonic() };
    const { known, failure } = await this.#processes.know(samples, signal);
    const refused: RefusedPoint[] = [];
    for (let from = 0; from < known.length; from += PART) {
      refused.push(...(await this.#write(known.slice(from, from + PART), sampled, signal)));
      await clock.breathe();
    }
    const finals = known.map(({ sample }) => sample).filter(({ final }) => final);
    if (finals.length > 0) await source.recorded(finals, signal);
    if (failure !== undefined) throw failure;
    return { samples: samples.length, refused };
  }

  async #write(
    samples: readonly KnownSample[],
    sampled: Sampled,
    signal: AbortSignal,
  ): Promise<readonly RefusedPoint[]> {
    const points = new PointsBuilder(samples.length * POINTS_A_SAMPLE);
    for (const { sample, usage } of samples) usage.addTo(points, sample, monotonicOf(sample, sampled));
    try {
      const refused = points.length > 0 ? await this.#options.store.write(points.columns(), signal) : [];
      for (const { sample, usage } of samples) usage.stored(sample, monotonicOf(sample, sampled));
      return refused;
    } catch (error) {
      this.#processes.doubt(samples); // a write that was given up may be done nevertheless
      throw error;
    }
  }
}

/** The last sample of a process is of its end, which is some time ago. */
function monotonicOf({ at }: UsageSample, { now, monotonic }: Sampled): Millis {
  return monotonic - Math.max(0, between(at, now));
}
