import type { MetricsStore } from '../../../../src/accounting/ports/metrics-store.ts';
import { Intervals } from '../../../../src/accounting/rollup/intervals.ts';
import { LateStore } from '../../../../src/accounting/rollup/late-store.ts';
import { Rollup } from '../../../../src/accounting/rollup/rollup.ts';
import { WindowBook } from '../../../../src/accounting/rollup/window-book.ts';
import type { WindowMark } from '../../../../src/accounting/totals.ts';
import { silentLog, type Log } from '../../../../src/lib/log.ts';
import { between, later, type Instant, type Millis } from '../../../../src/lib/time.ts';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { createMemoryStore } from '../../../../src/stores/memory/create.ts';
import { calm, columns, scanned, type TestPoint } from '../../../support/points.ts';
import { ACCOUNTED } from '../../../../src/accounting/integral/integrate.ts';
import { HORIZON, ZERO } from './random-history.ts';
import { UnreliableStore } from './unreliable-store.ts';

const DAY: Millis = 86_400_000;
/** What has ended by the zero has just settled when a world begins. */
const SETTLING: Millis = 120_000;

export interface WorldOptions {
  readonly store?: MetricsStore;
  readonly start?: Instant;
  readonly horizon?: Millis;
  readonly interval?: Millis;
  readonly retention?: Millis;
  readonly log?: Log;
  /** Of each call of the store, in [0, 1). */
  readonly luck?: () => number;
}

/** A store that outlives the services that write to it and add up, one after the other. */
export class RollupWorld {
  readonly clock: VirtualClock;
  readonly store: MetricsStore;
  readonly horizon: Millis;
  interval: Millis;
  unsent: Instant | undefined;
  average: Millis = 600_000;
  readonly #luck: () => number;
  readonly #retention: Millis;
  readonly #log: Log;
  #service: Service;

  constructor(o: WorldOptions = {}) {
    this.clock = new VirtualClock(o.start ?? later(ZERO, SETTLING));
    this.store = o.store ?? createMemoryStore();
    this.horizon = o.horizon ?? HORIZON * 1_000;
    this.interval = o.interval ?? 60_000;
    this.#retention = o.retention ?? 20 * DAY;
    this.#log = o.log ?? silentLog;
    this.#luck = o.luck ?? (() => 0.5);
    this.#service = this.#start();
  }

  get unreliable(): UnreliableStore {
    return this.#service.unreliable;
  }

  get late(): LateStore {
    return this.#service.late;
  }

  get rollup(): Rollup {
    return this.#service.rollup;
  }

  get book(): WindowBook {
    return this.#service.book;
  }

  get intervals(): Intervals {
    return this.#service.intervals;
  }

  /** Seconds since the zero. */
  get now(): number {
    return between(ZERO, this.clock.now()) / 1_000;
  }

  async goTo(seconds: number): Promise<void> {
    if (seconds > this.now) await this.clock.advance((seconds - this.now) * 1_000);
  }

  /** The process is killed: nothing that it had begun goes on; a new one starts. */
  restart(): void {
    this.#service.unreliable.kill();
    this.#service = this.#start();
  }

  changeInterval(interval: Millis): void {
    this.interval = interval;
    this.#service.intervals.changed(this.clock.now(), interval);
  }

  async write(points: readonly TestPoint[]): Promise<void> {
    await this.late.write(columns(points), calm);
  }

  async pass(): Promise<void> {
    await this.rollup.run(calm);
  }

  marks(): Promise<readonly WindowMark[]> {
    return this.store.marks({ from: 0n, to: later(ZERO, 1_000 * DAY) }, calm);
  }

  /** All points that usage is added up from. */
  points(): Promise<readonly TestPoint[]> {
    return scanned(this.store, { measurements: ACCOUNTED, from: 0n, to: later(ZERO, 1_000 * DAY) });
  }

  averages(): Promise<readonly TestPoint[]> {
    const measurements = ['cpu/average', 'memory/average', 'gpu/average'];
    return scanned(this.store, { measurements, from: 0n, to: later(ZERO, 1_000 * DAY) });
  }

  #start(): Service {
    const { clock, interval } = this;
    const unreliable = new UnreliableStore(this.store, this.#luck);
    const intervals = new Intervals({ start: clock.now(), interval });
    const book = new WindowBook({ store: unreliable, intervals, clock, retention: () => this.#retention });
    const late = new LateStore({ store: unreliable, book, clock, horizon: () => this.horizon });
    const rollup = new Rollup({
      store: unreliable,
      book,
      intervals,
      clock,
      log: this.#log,
      unsent: () => this.unsent,
      settings: () => ({
        schedule: '* * * * *',
        average: this.average,
        accountTag: 'namespace_name',
        horizon: this.horizon,
        retention: this.#retention,
      }),
    });
    return { unreliable, intervals, book, late, rollup };
  }
}

interface Service {
  readonly unreliable: UnreliableStore;
  readonly intervals: Intervals;
  readonly book: WindowBook;
  readonly late: LateStore;
  readonly rollup: Rollup;
}
