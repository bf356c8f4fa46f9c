import { Histogram, type MetricObjectWithValues, type MetricValueWithName } from 'prom-client';
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

  override async get(): Promise<MetricObjectWithValues<MetricValueWithName<string>>> {
    const { buckets, count, sum } = this.#lateness();
    const inSeconds = buckets.map(({ le, count: below }) => bucket(le / 1_000, below));
    const values = [...inSeconds, bucket('+Inf', count), total('sum', sum / 1_000), total('count', count)];
    return { ...(await super.get()), values };
  }

  /** What a registry asks for when it writes text; missing in the library's types. */
  getForPromString(): ReturnType<LatenessHistogram['get']> {
    return this.get();
  }
}

function bucket(le: number | string, value: number): MetricValueWithName<string> {
  return { metricName: `${NAME}_bucket`, labels: { le }, value };
}

function total(what: 'sum' | 'count', value: number): MetricValueWithName<string> {
  return { metricName: `${NAME}_${what}`, labels: {}, value };
}
