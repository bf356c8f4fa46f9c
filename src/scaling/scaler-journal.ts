import type { Clock } from '../lib/clock.ts';
import type { Millis } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import type { HostedScaler } from './hosted-scaler.ts';
import type { ScalerChanges, ScalerState } from './ports/scaler-state.ts';
import { toJson } from './scaler-memory.ts';
import { within } from './within.ts';

const MEMORY_EVERY: Millis = 10_000;
const RUN_EVERY: Millis = 60_000;
const TIMEOUT: Millis = 5_000;
/** Times of slots are fractions of intervals. */
const ROUNDING: Millis = 0.001;

/** What of which scalers is due to be stored. */
interface Due {
  readonly entry: HostedScaler;
  readonly memory: HostedScaler['memory'] | undefined;
  readonly finished: readonly Decision[];
  readonly run: { readonly of: NonNullable<HostedScaler['run']>; readonly decision: Decision } | undefined;
}

/**
 * Writes scalers, their memory and their decisions, one transaction after another. A memory goes at most every
 * 10 s, unless it must go at once; the count of a run of equal decisions every minute, and when the run is over.
 */
export class ScalerJournal {
  readonly #state: ScalerState;
  readonly #clock: Clock;
  #last: Promise<void> = Promise.resolve();

  constructor(options: { readonly state: ScalerState; readonly clock: Clock }) {
    this.#state = options.state;
    this.#clock = options.clock;
  }

  /**
   * Stores what is due of these; all there is of those in `urgent`. `now` is when the tick was due,
   * on the monotonic scale. Rejects with what the state says; it is all due again then.
   */
  async writeDue(
    entries: Iterable<HostedScaler>,
    urgent: (entry: HostedScaler) => boolean,
    signal: AbortSignal,
    now: Millis = this.#clock.monotonic(),
  ): Promise<void> {
    const due: Due[] = [];
    for (const entry of entries) {
      if (entry.removed) continue;
      const item = dueOf(entry, urgent(entry), now);
      if (item !== undefined) due.push(item);
    }
    if (due.length === 0) return;
    await this.write(
      {
        memories: due.flatMap(({ entry, memory }) =>
          memory ? [{ ...entry.ref, memory: toJson(memory) }] : [],
        ),
        decisions: due.flatMap(({ finished, run }) => (run ? [...finished, run.decision] : finished)),
      },
      signal,
    );
    for (const { entry, memory, finished, run } of due) {
      if (memory) entry.markStored(memory, now);
      entry.markFinishedStored(finished);
      run?.of.markSaved(run.decision);
      if (run) entry.runStoredAt = now;
    }
  }

  /** Durable when resolved; writes go one after another. */
  async write(changes: ScalerChanges, signal: AbortSignal): Promise<void> {
    const before = this.#last;
    const turn = before.then(() =>
      within({ clock: this.#clock, timeout: TIMEOUT, signal }, (inTime) =>
        this.#state.write(changes, inTime),
      ),
    );
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function dueOf(entry: HostedScaler, urgent: boolean, now: Millis): Due | undefined {
  const { finished, run } = entry;
  const memory =
    entry.dirty && (urgent || isTime(entry.storedAt, MEMORY_EVERY, now)) ? entry.memory : undefined;
  const counted = run !== undefined && run.unsaved > 0;
  const due = counted && (urgent || run.neverSaved || isTime(entry.runStoredAt, RUN_EVERY, now));
  if (memory === undefined && finished.length === 0 && !due) return undefined;
  return { entry, memory, finished, run: due ? { of: run, decision: run.decision } : undefined };
}

function isTime(last: Millis, every: Millis, now: Millis): boolean {
  return now - last >= every - ROUNDING;
}
