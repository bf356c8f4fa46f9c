import type { PointColumns } from '../../src/accounting/points.ts';
import type { MetricsStore } from '../../src/accounting/ports/metrics-store.ts';
import type { Spool } from '../../src/accounting/ports/spool.ts';
import { SpooledStore } from '../../src/accounting/spool/spooled-store.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../src/stores/memory/create.ts';
import { createMemorySpool } from '../../src/stores/memory/memory-spool.ts';
import { capturedLog } from './captured-log.ts';
import { FaultyStore } from './faulty-store.ts';
import { columns, scanned, tagsOf } from './points.ts';

export const SECOND = 1_000;
/** The one that all points belong to. */
export const series = { measurement: 'backlog', tags: tagsOf('default', 'darts', 'darts-1') };

/** A spool before a store that a test can break, all in memory and in virtual time. */
export class SpoolHouse implements AsyncDisposable {
  readonly clock = new VirtualClock();
  readonly memory: MetricsStore = createMemoryStore();
  readonly store = new FaultyStore(this.memory, this.clock);
  readonly log = capturedLog();
  spool: Spool = createMemorySpool({ clock: this.clock });
  spooled = this.#open();

  constructor() {
    this.spooled.start();
  }

  /** Another run of the service on what is there. */
  async reopen(o: { readonly together?: number } = {}): Promise<void> {
    await this.spooled[Symbol.asyncDispose]();
    this.spooled = this.#open(o.together);
    this.spooled.start();
  }

  /** Time and value of all that the store has. */
  async stored(): Promise<readonly (readonly [number, number])[]> {
    const found = await scanned(this.memory, { measurements: ['backlog'], from: 0n, to: 10n ** 9n });
    return found.map(({ time, value }) => [Number(time), value]);
  }

  /** Lets time go by until it is done; gives how long it took. */
  async took(work: Promise<unknown>): Promise<number> {
    const start = this.clock.monotonic();
    let took: number | undefined;
    const done = work.finally(() => {
      took = this.clock.monotonic() - start;
    });
    done.catch(() => {});
    await this.clock.settle();
    while (took === undefined) await this.clock.advance(100);
    await done;
    return took;
  }

  /** Level and text of what was logged. */
  get logged(): readonly string[] {
    return this.log.lines.map(({ level, message }) => `${level}: ${message}`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.spooled[Symbol.asyncDispose]();
  }

  #open(together = 5_000): SpooledStore {
    const { store, spool, clock, log } = this;
    return new SpooledStore({ store, spool, clock, log, together, random: () => 1 });
  }
}

export function point(time: number, value = time): PointColumns {
  return columns([{ series, time: BigInt(time), value }]);
}

/** Points of successive times, which are their values. */
export function points(from: number, count: number): PointColumns {
  const times = Array.from({ length: count }, (_, at) => from + at);
  return columns(times.map((value) => ({ series, time: BigInt(value), value })));
}
