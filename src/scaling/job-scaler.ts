import { jobKey, type JobRef } from '../jobs/job-ref.ts';
import { InvalidError } from '../lib/errors.ts';
import { toNanos, type Millis } from '../lib/time.ts';
import { Bounded } from './metrics/bounded.ts';
import { evaluateSafely } from './metrics/evaluate-safely.ts';
import { bindToJob } from './metrics/job-metric.ts';
import { textOf } from './metrics/reading-of.ts';
import type { MetricMemory, ScalerMetric, SignalRequest, Signals } from './scaler-metric.ts';
import type { Reading, Signal } from './reading.ts';
import type { JobScale } from '../jobs/job-scale.ts';
import type { Instant } from '../lib/time.ts';
import { boundsOf, type Bounds } from './bounds.ts';

/** What to do while the metric is unknown `after` times in a row. */
export interface FallbackScale {
  readonly after: number;
  readonly scale: number;
  readonly allowScaleIn: boolean;
}

export interface JobScalerOptions {
  readonly namespace: string;
  readonly name: string;
  /** The job to scale, as `Type/name`. */
  readonly job: string;
  readonly metric: ScalerMetric;
  /** Default 30 s. */
  readonly interval?: Millis;
  /** Default 0. */
  readonly min?: number;
  /** Required unless the metric is Bounded; the narrower of the two holds. */
  readonly max?: number;
  readonly fallback?: FallbackScale;
  readonly dryRun?: boolean;
  readonly paused?: boolean;
}

const SHORTEST: Millis = 100;
const LONGEST: Millis = 86_400_000;

/** A scaler as defined: which job, by what metric, how often, within what. Holds no state. InvalidError for what cannot be. */
export class JobScaler {
  readonly ref: JobRef;
  /** As `Type/name`. */
  readonly job: string;
  readonly target: JobRef;
  readonly metric: ScalerMetric;
  readonly interval: Millis;
  readonly bounds: Bounds;
  readonly fallback: FallbackScale | undefined;
  readonly dryRun: boolean;
  readonly paused: boolean;
  /** What it needs to read, bound to its job. */
  readonly requests: readonly SignalRequest[];
  /** The keys that the metric asks for, where they are not those of the requests. */
  readonly #keys: ReadonlyMap<string, string>;
  readonly #intervalNanos: bigint;

  constructor(options: JobScalerOptions) {
    const { namespace, name, job, metric, interval = 30_000 } = options;
    if (!(interval >= SHORTEST && interval <= LONGEST)) {
      throw new InvalidError('bad-parameter', `interval is ${interval} ms; it must be from 100ms to 24h`);
    }
    this.ref = { namespace, name };
    this.job = job;
    this.target = targetOf(namespace, job);
    this.metric = metric;
    this.interval = interval;
    this.bounds = boundsOf(options.min ?? 0, options.max, metric instanceof Bounded ? metric : undefined);
    this.fallback = options.fallback;
    this.dryRun = options.dryRun ?? false;
    this.paused = options.paused ?? false;
    const bound = metric.needs.map((need) => ({ need, request: bindToJob(need, this.target) }));
    this.requests = [...new Map(bound.map(({ request }) => [request.key, request])).values()];
    this.#keys = new Map(
      bound.flatMap(({ need, request }) =>
        need.key === request.key ? [] : [[need.key, request.key] as const],
      ),
    );
    this.#intervalNanos = toNanos(interval);
  }

  /** The metric as people see it; two scalers with the same text can continue each other's memory. */
  get text(): string {
    return textOf(this.metric);
  }

  /** What the metric says at this moment. */
  evaluate(
    now: Instant,
    scale: JobScale,
    signals: (key: string) => Signal,
    memory: MetricMemory,
  ): { readonly reading: Reading; readonly memory: MetricMemory } {
    const keys = this.#keys;
    const inputs: Signals = {
      now,
      interval: this.#intervalNanos,
      scale,
      signal: keys.size === 0 ? signals : (key) => signals(keys.get(key) ?? key),
    };
    return evaluateSafely(this.metric, inputs, memory);
  }

  /** For maps. */
  get targetKey(): string {
    return jobKey(this.target);
  }
}

function targetOf(namespace: string, job: string): JobRef {
  const [type, name, more] = job.split('/');
  if (type && name && more === undefined) return { namespace, name };
  throw new InvalidError(
    'bad-parameter',
    `job is "${job}"; write it as Type/name, such as JuliaParBatchWorkers/darts`,
  );
}
