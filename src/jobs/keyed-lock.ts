/** Lets work on one key run one after the other, in the order it came; different keys do not wait for each other. */
export class KeyedLock {
  readonly #last = new Map<string, Promise<unknown>>();

  async run<Result>(key: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const before = this.#last.get(key);
    const { promise: done, resolve: release } = Promise.withResolvers<void>();
    const mine = before === undefined ? done : before.then(() => done);
    this.#last.set(key, mine);
    try {
      await before;
      signal.throwIfAborted();
      return await work();
    } finally {
      release();
      if (this.#last.get(key) === mine) this.#last.delete(key);
    }
  }
}
