import type { HostedSpec } from '../jobs/ports/hosted-jobs.ts';
import { parseMetric } from './expression/parse.ts';
import type { MetricRegistry } from './metric-registry.ts';
import { OPEN_JOB } from './metrics/job-metric.ts';
import type { ScalerMetric } from './scaler-metric.ts';

const MOST = 1_000;

/**
 * One metric for all scalers with the same expression: metrics are pure, and JobScaler binds those that leave
 * their job open. So thousands of scalers with one expression parse it once and hold it once. Users' own classes
 * get their job when they are built, and are not shared.
 */
export class SharedMetrics {
  readonly #registry: MetricRegistry;
  readonly #known = new Map<string, ScalerMetric>();

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
  }

  /** Undefined if the metric must be built for its scaler. InvalidError if the expression is none. */
  of(spec: HostedSpec): ScalerMetric | undefined {
    const { metric: text } = spec.parameters;
    if (spec.type !== 'JobScaler' || typeof text !== 'string' || this.#holdsOwnClass(text)) return undefined;
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const metric = parseMetric(text, { registry: this.#registry, job: OPEN_JOB });
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(text, metric);
    return metric;
  }

  #holdsOwnClass(text: string): boolean {
    return this.#registry.ownNames.some((name) => text.includes(name));
  }
}
