import type { Clock } from '../../lib/clock.ts';
import type { Signal, SignalRequest, SignalSource } from '../../scaling/ports/signal-source.ts';

/** What a signal says: a number is observed when it is read; undefined is unknown. */
export type Answer = number | Signal | undefined;

/** Signals that are what somebody sets them to; for replays, trials and tests. */
export class MemorySignals implements SignalSource {
  readonly #clock: Clock;
  readonly #answers = new Map<string, Answer>();
  #otherwise: (request: SignalRequest) => Answer = () => undefined;

  constructor(options: { readonly clock: Clock }) {
    this.#clock = options.clock;
  }

  /** From now on the signal with this key says this. */
  set(key: string, answer: Answer): void {
    this.#answers.set(key, answer);
  }

  /** What signals say that were not set, computed as they are read. */
  otherwise(answer: (request: SignalRequest) => Answer): void {
    this.#otherwise = answer;
  }

  async readMany(
    requests: readonly SignalRequest[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Signal>> {
    signal.throwIfAborted();
    return new Map(requests.map((request) => [request.key, this.#read(request)]));
  }

  #read(request: SignalRequest): Signal {
    const answer = this.#answers.has(request.key) ? this.#answers.get(request.key) : this.#otherwise(request);
    if (answer === undefined) return { kind: 'unknown', reason: 'nothing was set' };
    if (typeof answer !== 'number') return answer;
    return { kind: 'value', value: answer, observedAt: this.#clock.now() };
  }
}
