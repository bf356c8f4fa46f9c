import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Millis } from '../lib/time.ts';
import type { SignalSource } from './ports/signal-source.ts';
import type { Signal } from './reading.ts';
import type { SignalRequest } from './scaler-metric.ts';
import type { ScalerCounts } from './scaler-stats.ts';
import { within } from './within.ts';

export interface SignalReaderOptions {
  readonly sources: ReadonlyMap<string, SignalSource>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counts: ScalerCounts;
}

const unanswered: Signal = { kind: 'unknown', reason: 'the source did not answer for it' };

/** Reads what many scalers need, each source once, each key once. What fails is unknown; nothing rejects. */
export class SignalReader {
  readonly #options: SignalReaderOptions;
  readonly #failing = new Set<string>();

  constructor(options: SignalReaderOptions) {
    this.#options = options;
  }

  /** A signal for every key. */
  async read(
    requests: Iterable<SignalRequest>,
    timeout: Millis,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Signal>> {
    const bySource = new Map<string, Map<string, SignalRequest>>();
    for (const request of requests) {
      const keys = bySource.get(request.source);
      if (keys === undefined) bySource.set(request.source, new Map([[request.key, request]]));
      else keys.set(request.key, request);
    }
    const signals = new Map<string, Signal>();
    await Promise.all(
      [...bySource].map(async ([source, keys]) => {
        const answers = await this.#readSource(source, [...keys.values()], timeout, signal);
        for (const key of keys.keys()) signals.set(key, answers.get(key) ?? unanswered);
      }),
    );
    return signals;
  }

  async #readSource(
    name: string,
    requests: readonly SignalRequest[],
    timeout: Millis,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Signal>> {
    const { sources, clock } = this.#options;
    const source = sources.get(name);
    if (source === undefined) return allUnknown(requests, `there is no source ${name}`);
    try {
      const answers = await within({ clock, timeout, signal }, (inTime) => source.readMany(requests, inTime));
      this.#recovered(name);
      return answers;
    } catch (error) {
      if (!signal.aborted) this.#failed(name, error);
      return allUnknown(requests, messageOf(error));
    }
  }

  #failed(source: string, error: unknown): void {
    this.#options.counts.sourceFailed(source);
    if (this.#failing.has(source)) return;
    this.#failing.add(source);
    this.#options.log.warn('a source of metrics fails; what it should tell is unknown', {
      source,
      error: messageOf(error),
    });
  }

  #recovered(source: string): void {
    if (this.#failing.delete(source)) this.#options.log.info('a source of metrics answers again', { source });
  }
}

function allUnknown(requests: readonly SignalRequest[], reason: string): ReadonlyMap<string, Signal> {
  const signal: Signal = { kind: 'unknown', reason };
  return new Map(requests.map(({ key }) => [key, signal]));
}
