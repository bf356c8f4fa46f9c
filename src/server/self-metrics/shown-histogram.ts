import { Histogram, type Registry } from 'prom-client';
import type { DurationHistogram } from '../../lib/duration-histogram.ts';

export interface ShownDurations {
  readonly name: string;
  readonly help: string;
  readonly values: () => DurationHistogram;
}

/** Shows durations that somebody else counts, in seconds. */
export function showHistogram(registry: Registry, shown: ShownDurations): void {
  registry.registerMetric(new ShownHistogram(shown));
}

class ShownHistogram extends Histogram {
  readonly #shown: ShownDurations;

  constructor(shown: ShownDurations) {
    super({ name: shown.name, help: shown.help, registers: [] });
    this.#shown = shown;
  }

  /** The values as the registry asks for them; `get` is made of it, too. */
  async getForPromString() {
    const { name, help } = this.#shown;
    const { buckets, count, sum } = this.#shown.values();
    const values = [
      ...buckets.map(({ le, count: below }) => valueOf(`${name}_bucket`, below, { le: le / 1_000 })),
      valueOf(`${name}_bucket`, count, { le: '+Inf' }),
      valueOf(`${name}_sum`, sum / 1_000),
      valueOf(`${name}_count`, count),
    ];
    return { name, help, type: 'histogram', values, aggregator: 'sum' };
  }
}

function valueOf(metricName: string, value: number, labels: { le?: number | string } = {}) {
  return { metricName, labels, sharedLabels: {}, value };
}
