import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Spool } from '../../src/accounting/ports/spool.ts';
import { SpooledStore } from '../../src/accounting/spool/spooled-store.ts';
import { silentLog } from '../../src/lib/log.ts';
import type { Millis } from '../../src/lib/time.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { createMemorySpool } from '../../src/stores/memory/memory-spool.ts';
import { FaultyStore, type Fault } from './faulty-store.ts';
import { calm, columns, scanned, tagsOf } from './points.ts';

/** A write as its writer saw it; `began` and `ended` are places in the order of all that happened. */
export interface Written {
  readonly id: number;
  /** The time that it shares with other writes, whose values replace each other. */
  readonly slot: number;
  readonly began: number;
  ended: number;
  acknowledged: boolean;
}

/** Times of points that only one write has. */
const OWN = 1_000;
const series = { measurement: 'backlog', tags: tagsOf('default', 'darts', 'darts-1') };

/** A service with a spool before a store that fails, in virtual time; the service can be killed and started again. */
export class SpoolWorld {
  readonly writes: Written[] = [];
  readonly #clock = new VirtualClock();
  readonly #memory = createMemoryStore();
  readonly #store = new FaultyStore(this.#memory, this.#clock);
  readonly #spool: Spool;
  readonly #random: () => number;
  #life = new AbortController();
  #spooled: SpooledStore;
  #happened = 0;

  constructor(o: { readonly max: number; readonly random: () => number }) {
    this.#spool = createMemorySpool({ clock: this.#clock, max: o.max });
    this.#random = o.random;
    this.#spooled = this.#begin();
  }

  /** Begins a write of two points: one in a slot, and one of its own. Its value is its id. */
  write(slot: number): void {
    const id = this.writes.length;
    const written = { id, slot, began: this.#happened++, ended: Infinity, acknowledged: false };
    this.writes.push(written);
    const { signal: life } = this.#life;
    const end = (acknowledged: boolean) => (): void => {
      if (life.aborted) return;
      written.ended = this.#happened++;
      written.acknowledged = acknowledged;
    };
    const points = [slot, OWN + id].map((time) => ({ series, time: BigInt(time), value: id }));
    void this.#spooled.write(columns(points), calm).then(end(true), end(false));
  }

  breakStore(fault: Fault): void {
    this.#store.fault = fault;
  }

  slow(latency: Millis): void {
    this.#store.latency = () => latency * this.#random();
  }

  async pass(time: Millis): Promise<void> {
    await this.#clock.advance(time);
  }

  /** Kill and start: what was under way is neither done nor answered any more. */
  restart(): void {
    this.#life.abort();
    for (const written of this.writes) if (written.ended === Infinity) written.ended = this.#happened++;
    this.#life = new AbortController();
    this.#spooled = this.#begin();
  }

  /** All is well for so long that everything must be where it belongs. Gives the value of each time. */
  async heal(): Promise<ReadonlyMap<number, number>> {
    this.breakStore('none');
    this.slow(0);
    await this.#clock.advance(120_000);
    const points = await scanned(this.#memory, { measurements: ['backlog'], from: 0n, to: 10n ** 9n });
    return new Map(points.map(({ time, value }) => [Number(time), value]));
  }

  get waiting(): number {
    return this.#spooled.stats.points;
  }

  /** The time of the point that only this write has. */
  static ownTime({ id }: Written): number {
    return OWN + id;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#spooled[Symbol.asyncDispose]();
  }

  #begin(): SpooledStore {
    const { signal } = this.#life;
    const spooled = new SpooledStore({
      store: mortal<MetricsStore>(this.#store, signal),
      spool: mortal<Spool>(this.#spool, signal),
      clock: this.#clock,
      log: silentLog,
      together: 4,
      random: this.#random,
    });
    spooled.start();
    return spooled;
  }
}

/** The same until the signal aborts: then calls under way are aborted, and none is answered. */
function mortal<T extends object>(target: T, death: AbortSignal): T {
  return new Proxy(target, {
    get(_, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function' || name === 'scan') return value;
      return async (...parameters: unknown[]) => {
        if (death.aborted) return await new Promise(() => {});
        const passed = parameters.map((one) =>
          one instanceof AbortSignal ? AbortSignal.any([one, death]) : one,
        );
        const [outcome] = await Promise.allSettled([Reflect.apply(value, target, passed)]);
        if (death.aborted) return await new Promise(() => {});
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      };
    },
  });
}
