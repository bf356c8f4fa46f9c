/** What has begun and has not ended yet. */
export class UnderWay {
  readonly #all = new Set<Promise<unknown>>();

  /** `act` begins at once. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    const acting = act();
    this.#all.add(acting);
    try {
      return await acting;
    } finally {
      this.#all.delete(acting);
    }
  }

  /** Resolves when all that is under way now has ended, well or not. */
  async ended(): Promise<void> {
    await Promise.allSettled(this.#all);
  }
}
