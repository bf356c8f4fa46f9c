import * as fc from 'fast-check';
import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import type { Instant, Millis } from '../../../../src/lib/time.ts';
import type { TestPoint } from '../../../support/points.ts';
import { LENGTH, MINUTE, ZERO, type Batch } from './random-history.ts';
import { RollupWorld } from './rollup-world.ts';
import { wrongTotals } from './wrong-totals.ts';

/** What happens beside points that arrive. */
export interface Events {
  /** Times in seconds, or places in the arrivals: together with a batch, while that is written. */
  readonly passes: readonly number[];
  readonly restarts: readonly number[];
  /** By the number of the window that they begin with. */
  readonly intervals: readonly (readonly [window: number, interval: Millis])[];
  readonly failing: number;
  readonly seed: number;
}

const WRITERS = [0, 1, 2];
const WINDOW = 900_000_000_000n;
const time = fc.integer({ min: 0, max: LENGTH + 60 * MINUTE });
export const events: fc.Arbitrary<Events> = fc.record({
  passes: fc.array(time, { maxLength: 25 }),
  restarts: fc.array(time, { maxLength: 5 }),
  intervals: fc.uniqueArray(
    fc.tuple(fc.integer({ min: 1, max: 23 }), fc.constantFrom(30_000, 60_000, 120_000)),
    {
      maxLength: 3,
      selector: ([window]) => window,
    },
  ),
  failing: fc.constantFrom(0, 0, 0.02, 0.1, 0.3),
  seed: fc.integer(),
});

/** One history on one world. */
export class Life {
  readonly #batches: readonly Batch[];
  readonly #events: Events;
  readonly #world: RollupWorld;
  readonly #luck: () => number;
  #changed: Instant[] = [];

  constructor(batches: readonly Batch[], happens: Events, store?: MetricsStore) {
    this.#batches = batches;
    this.#events = happens;
    this.#luck = randomOf(happens.seed);
    this.#world = new RollupWorld({ luck: this.#luck, ...(store && { store }) });
  }

  /**
   * Lives it to its end, when everything is in and one last pass has run, and once more after the points have come
   * again. Gives what is wrong then: totals that are not the direct integral, and work that was left.
   */
  async live(): Promise<readonly string[]> {
    const world = this.#world;
    for (const [at, acts] of this.#acts()) {
      await world.goTo(at);
      world.unreliable.failing = this.#events.failing;
      await Promise.all(acts.map((act) => this.#soon(act)));
    }
    world.unreliable.failing = 0;
    await world.goTo(Math.max(LENGTH, this.#batches.at(-1)?.at ?? 0) + 30 * MINUTE);
    await world.pass();
    const wrong = await wrongTotals(world, this.#intervalAt);
    const { recomputed } = world.rollup.stats;
    await world.pass();
    const left = world.rollup.stats.recomputed - recomputed;
    await world.write(await world.points());
    await world.pass();
    const again = await wrongTotals(world, this.#intervalAt);
    return [...wrong, ...again, ...(left > 0 ? [`${left} windows were left`] : [])];
  }

  /** By time; acts at the same time are under way together. */
  #acts(): readonly (readonly [number, readonly (() => Promise<void>)[]])[] {
    const acts: [number, () => Promise<void>][] = [
      ...this.#batches.flatMap(({ at, points }) =>
        WRITERS.map((writer): [number, () => Promise<void>] => [
          at,
          () => this.#deliver(points.filter((_, place) => place % WRITERS.length === writer)),
        ]),
      ),
      ...this.#events.intervals.map(([window, interval]): [number, () => Promise<void>] => [
        window * 15 * MINUTE,
        async () => {
          this.#world.changeInterval(interval);
          this.#changed.push(this.#world.clock.now());
        },
      ]),
      ...this.#events.passes.map((pass): [number, () => Promise<void>] => [
        this.#sometime(pass),
        () => this.#world.pass().catch(() => {}),
      ]),
      ...this.#events.restarts.map((restart): [number, () => Promise<void>] => [
        this.#sometime(restart),
        () => this.#restart(),
      ]),
    ];
    return [...Map.groupBy(acts, ([at]) => at)]
      .toSorted(([a], [b]) => a - b)
      .map(([at, some]) => [at, some.map(([, act]) => act)]);
  }

  /** Every other time when something arrives. */
  #sometime(at: number): number {
    if (at % 2 === 0) return at;
    return this.#batches[at % this.#batches.length]?.at ?? at;
  }

  async #soon(act: () => Promise<void>): Promise<void> {
    for (let turns = Math.floor(this.#luck() * 100); turns > 0; turns--) await Promise.resolve();
    await act();
  }

  /** Some give up when they get no answer: then the points may be there or not. */
  async #deliver(points: readonly TestPoint[]): Promise<void> {
    for (let attempt = 0; points.length > 0 && attempt < 100; attempt++) {
      try {
        await this.#world.write(points);
        return;
      } catch {
        if (this.#luck() < 0.1) return;
      }
    }
  }

  /** Once the store knows of the intervals that were in force. */
  async #restart(): Promise<void> {
    const marked = new Set((await this.#world.marks()).map(({ start }) => start));
    if (this.#changed.every((at) => marked.has(at) && marked.has(at - WINDOW))) this.#world.restart();
  }

  readonly #intervalAt = (at: Instant): Millis => {
    const before = this.#events.intervals
      .filter(([window]) => ZERO + BigInt(window) * WINDOW <= at)
      .toSorted(([a], [b]) => a - b);
    return before.at(-1)?.[1] ?? 60_000;
  };
}

/** Numbers in [0, 1) that are the same each time. */
function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
