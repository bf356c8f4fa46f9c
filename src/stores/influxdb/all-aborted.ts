/** Aborted once all of these are, with the reason of the last. */
export class AllAborted implements Disposable {
  readonly #signals: readonly AbortSignal[];
  readonly #controller = new AbortController();

  constructor(signals: readonly AbortSignal[]) {
    this.#signals = signals;
    for (const signal of signals) signal.addEventListener('abort', this.#check);
    this.#check();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#check);
  }

  readonly #check = (): void => {
    if (this.#signals.every(({ aborted }) => aborted)) this.#controller.abort(this.#signals.at(-1)?.reason);
  };
}
