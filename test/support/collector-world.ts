import { Collector, type CollectorOptions } from '../../src/accounting/collector.ts';
import type { PointColumns, RefusedPoint } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import { RetryableError } from '../../src/lib/errors.ts';
import { silentLog } from '../../src/lib/log.ts';
import { later, type Millis } from '../../src/lib/time.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { scanned, type TestPoint } from './points.ts';
import { SteadyUsage } from './usage-source.ts';

export const SECOND: Millis = 1_000;
export const HOUR: Millis = 3_600 * SECOND;
export const INTERVAL: Millis = 15 * SECOND;
export const LOOK_BACK: Millis = 48 * HOUR;

export function gone(): RetryableError {
  return new RetryableError('store-away', 'away');
}

/** A collector on a virtual clock, over processes that use what they are told to, and a store that may be away. */
export class CollectorWorld {
  readonly clock = new VirtualClock();
  readonly usage = new SteadyUsage(this.clock);
  readonly store: MetricsStore = createMemoryStore();
  away = false;
  /** The next write is done, but nobody learns of it. */
  answerLost = false;
  interval = INTERVAL;
  collector = this.makeCollector();
  readonly #start = this.clock.now();

  /** Another run of the service, as far as the collector is concerned. */
  makeCollector(options: Partial<CollectorOptions> = {}): Collector {
    this.collector = new Collector({
      source: this.usage,
      store: {
        write: (batch, signal) => this.#write(batch, signal),
        newest: (query, signal) => (this.away ? Promise.reject(gone()) : this.store.newest(query, signal)),
      },
      interval: () => this.interval,
      lookBack: () => LOOK_BACK,
      clock: this.clock,
      log: silentLog,
      ...options,
    });
    return this.collector;
  }

  async points(measurement: string, process?: string): Promise<readonly TestPoint[]> {
    const now = this.clock.now();
    const query = { measurements: [measurement], from: later(now, -1e9), to: later(now, 1e9) };
    const points = await scanned(this.store, query);
    return points.filter(({ series }) => process === undefined || series.tags['pod_name'] === process);
  }

  /** Times since the start of the test, values, and what they stand for; all in seconds. */
  async history(
    measurement: string,
    process?: string,
  ): Promise<readonly (readonly [at: number, value: number, seconds?: number])[]> {
    return (await this.points(measurement, process)).map(({ time, value, seconds }) => {
      const at = Number((time - this.#start) / 1_000_000n) / SECOND;
      return seconds === undefined ? [at, value] : [at, value, seconds];
    });
  }

  /** Core seconds by the rule of the counter, of the only process there is or of this one. */
  async coreSeconds(process?: string): Promise<number> {
    let total = 0;
    let before: number | undefined;
    for (const { value } of await this.points('cpu/usage', process)) {
      if (before !== undefined) total += value >= before ? value - before : value;
      before = value;
    }
    return total / 1e9;
  }

  /** Core seconds by the rule of the gauge. */
  async rateSeconds(): Promise<number> {
    const rates = await this.points('cpu/usage_rate');
    return rates.reduce((sum, { value, seconds = 0 }) => sum + (value * seconds) / 1e3, 0);
  }

  async #write(batch: PointColumns, signal: AbortSignal): Promise<readonly RefusedPoint[]> {
    if (this.away) throw gone();
    const refused = await this.store.write(batch, signal);
    if (this.answerLost) {
      this.answerLost = false;
      throw gone();
    }
    return refused;
  }
}
