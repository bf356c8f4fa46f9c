import { Histogram } from 'prom-client';
import type { Lateness } from '../../scaling/lateness.ts';

const NAME = 'juliarun_scaler_tick_lateness_seconds';
const HELP = 'How long after its due time a tick of the scalers began';

/** The scalers' lateness, which they count themselves, in the form of a histogram. */
export class LatenessHistogram extends Histogram {
  readonly #lateness: () => Lateness;

  constructor(lateness: () => Lateness) {
    super({ name: NAME, help: HELP, registers: [] });
    this.#lateness = lateness;
  }

  /** The values as the registry asks for them; `get` is made of it, too. */
  async getForPromString() {
    const { buckets, count, sum } = this.#lateness();
    const values = [
      ...buckets.map(({ le, count: below }) => valueOf('bucket', below, { le: le / 1_000 })),
      valueOf('bucket', count, { le: '+Inf' }),
      valueOf('sum', sum / 1_000),
      valueOf('count', count),
    ];
    return { name: NAME, help: HELP, type: 'histogram', values, aggregator: 'sum' };
  }
}

function valueOf(part: 'bucket' | 'sum' | 'count', value: number, labels: { le?: number | string } = {}) {
  return { metricName: `${NAME}_${part}`, labels, sharedLabels: {}, value };
}
