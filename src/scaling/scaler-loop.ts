import type { Clock } from '../lib/clock.ts';
import type { Millis } from '../lib/time.ts';
import type { HostedScaler } from './hosted-scaler.ts';
import type { ScalerCounts } from './scaler-stats.ts';

const SLOTS = 20;

/** When a slot was due, on the monotonic scale, and after what time it is again. */
export interface SlotTime {
  readonly due: Millis;
  readonly interval: Millis;
}

export interface ScalerLoopOptions {
  readonly clock: Clock;
  readonly counts: ScalerCounts;
  /** Ticks these together; never rejects. */
  readonly run: (entries: readonly HostedScaler[], slot: SlotTime, signal: AbortSignal) => Promise<void>;
}

interface Slot {
  readonly entries: Set<HostedScaler>;
  busy: Promise<void> | undefined;
}

/** All scalers of one interval. */
interface Wheel {
  readonly interval: Millis;
  readonly slots: readonly Slot[];
  spinning: Promise<void> | undefined;
}

/**
 * Cuts each interval into 20 slots and runs each slot once in an interval, always at the same point of it. A
 * scaler is in the slot that its name falls into, so it keeps it. A slot that is still running when its time
 * comes again is left out; other slots do not wait for it.
 */
export class ScalerLoop {
  readonly #options: ScalerLoopOptions;
  readonly #wheels = new Map<Millis, Wheel>();
  #stop: AbortController | undefined;

  constructor(options: ScalerLoopOptions) {
    this.#options = options;
  }

  add(entry: HostedScaler): void {
    const wheel = this.#wheel(entry.scaler.interval);
    slotOf(wheel, entry).entries.add(entry);
    this.#spin(wheel);
  }

  remove(entry: HostedScaler): void {
    const wheel = this.#wheel(entry.scaler.interval);
    slotOf(wheel, entry).entries.delete(entry);
  }

  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = new AbortController();
    for (const wheel of this.#wheels.values()) this.#spin(wheel);
  }

  /** Waits for the slots that are running; their signal aborts. */
  async stop(): Promise<void> {
    this.#stop?.abort();
    for (const { spinning, slots } of this.#wheels.values()) {
      await spinning;
      for (const { busy } of slots) await busy;
    }
  }

  #wheel(interval: Millis): Wheel {
    const known = this.#wheels.get(interval);
    if (known !== undefined) return known;
    const slots = Array.from({ length: SLOTS }, (): Slot => ({ entries: new Set(), busy: undefined }));
    const wheel: Wheel = { interval, slots, spinning: undefined };
    this.#wheels.set(interval, wheel);
    return wheel;
  }

  #spin(wheel: Wheel): void {
    const signal = this.#stop?.signal;
    if (signal === undefined || signal.aborted || wheel.spinning !== undefined) return;
    wheel.spinning = this.#turn(wheel, signal).finally(() => {
      wheel.spinning = undefined;
    });
  }

  /** Until it is stopped or has no scalers. */
  async #turn(wheel: Wheel, signal: AbortSignal): Promise<void> {
    const { clock, counts } = this.#options;
    const width = wheel.interval / SLOTS;
    let next = Math.floor(clock.monotonic() / width) + 1;
    while (wheel.slots.some(({ entries }) => entries.size > 0)) {
      const due = next * width;
      try {
        await clock.sleep(due - clock.monotonic(), signal);
      } catch {
        return; // stopped
      }
      const late = clock.monotonic() - due;
      const slot = wheel.slots[next % SLOTS];
      if (slot !== undefined && slot.entries.size > 0) {
        counts.lateness.observe(late);
        this.#fire(slot, { due, interval: wheel.interval }, signal);
      }
      // after a long pause (the machine slept) no slot is run twice
      next = late > wheel.interval ? Math.floor(clock.monotonic() / width) + 1 : next + 1;
    }
  }

  #fire(slot: Slot, time: SlotTime, signal: AbortSignal): void {
    if (slot.busy !== undefined) {
      this.#options.counts.skippedSlots++;
      return;
    }
    slot.busy = this.#options.run([...slot.entries], time, signal).finally(() => {
      slot.busy = undefined;
    });
  }
}

function slotOf(wheel: Wheel, { ref }: HostedScaler): Slot {
  const slot = wheel.slots[hash(`${ref.namespace}/${ref.name}`) % SLOTS];
  if (slot === undefined) throw new Error('a wheel has all its slots');
  return slot;
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value >>> 0;
}
