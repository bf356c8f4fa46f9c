import { RetryableError } from './errors.ts';

export interface BatcherOptions<Item, Answer> {
  /** Takes items together, in the order they came; gives one answer for each. */
  readonly run: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** What an item counts; default 1. */
  readonly weigh?: (item: Item) => number;
  /** The weight that one run takes; an item that weighs more goes alone. */
  readonly together: number;
  /** The weight that may wait; more is refused with RetryableError `busy`. */
  readonly waiting: number;
}

interface Waiter<Item, Answer> extends PromiseWithResolvers<Answer> {
  readonly item: Item;
  readonly weight: number;
}

/**
 * Runs what waits together, one run at a time: while one is under way the next gathers. A run that fails
 * with RetryableError fails all its items; after any other failure each is run alone, so that a bad item
 * fails no other.
 */
export class Batcher<Item, Answer> {
  readonly #options: BatcherOptions<Item, Answer>;
  #queue: Waiter<Item, Answer>[] = [];
  #weight = 0;
  #loop: Promise<void> | undefined;

  constructor(options: BatcherOptions<Item, Answer>) {
    this.#options = options;
  }

  /** Resolves with the item's answer once its run is done. */
  async add(item: Item): Promise<Answer> {
    const weight = this.#options.weigh?.(item) ?? 1;
    if (this.#weight > 0 && this.#weight + weight > this.#options.waiting) {
      throw new RetryableError('busy', 'too much is waiting to be written; try again in a moment');
    }
    const waiter = { item, weight, ...Promise.withResolvers<Answer>() };
    this.#queue.push(waiter);
    this.#weight += weight;
    this.#loop ??= this.#drain();
    return waiter.promise;
  }

  /** Resolves when nothing waits or runs. */
  async idle(): Promise<void> {
    while (this.#loop !== undefined) await this.#loop;
  }

  async #drain(): Promise<void> {
    // what is added in the same turn goes together
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const group = this.#next();
      await this.#run(group);
      for (const { weight } of group) this.#weight -= weight;
    }
    this.#loop = undefined;
  }

  #next(): readonly Waiter<Item, Answer>[] {
    let weight = 0;
    const end = this.#queue.findIndex((waiter) => (weight += waiter.weight) > this.#options.together);
    return this.#queue.splice(0, end < 0 ? this.#queue.length : Math.max(1, end));
  }

  async #run(group: readonly Waiter<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#options.run(group.map(({ item }) => item));
      for (const [at, answer] of answers.entries()) group[at]?.resolve(answer);
    } catch (error) {
      if (group.length > 1 && !(error instanceof RetryableError)) {
        for (const waiter of group) await this.#run([waiter]);
        return;
      }
      for (const waiter of group) waiter.reject(error);
    }
  }
}
