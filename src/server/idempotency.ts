import type { Clock } from '../lib/clock.ts';
import { ConflictError } from '../lib/errors.ts';
import type { Millis } from '../lib/time.ts';
import type { Answer } from './answers/answer.ts';

interface Entry {
  readonly fingerprint: string;
  readonly answer: Promise<Answer>;
  readonly expires: Millis;
}

const KEPT_FOR: Millis = 24 * 3_600_000;
const MOST_ENTRIES = 10_000;

/**
 * Answers to calls that carried an `Idempotency-Key`, so that a call repeated after a lost answer is
 * not done twice. Kept in memory for a day; the oldest go first when there are too many. An answer
 * that invites a retry (5xx) is not kept.
 */
export class Idempotency {
  readonly #clock: Clock;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * The kept answer for this key, also while the first call is still under way, or what `run` makes.
   * ConflictError if the key came with another request (`fingerprint`) before.
   */
  async once(
    key: string,
    fingerprint: string,
    run: () => Promise<Answer>,
  ): Promise<{ answer: Answer; replayed: boolean }> {
    const now = this.#clock.monotonic();
    const kept = this.#entries.get(key);
    if (kept !== undefined && kept.expires > now) {
      if (kept.fingerprint !== fingerprint) {
        throw new ConflictError(
          'key-reused',
          'this Idempotency-Key came with another request before; use a new one for each request',
        );
      }
      return { answer: await kept.answer, replayed: true };
    }
    this.#makeRoom(now);
    const entry = { fingerprint, answer: run(), expires: now + KEPT_FOR };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    const answer = await entry.answer;
    if (answer.status >= 500 && this.#entries.get(key) === entry) this.#entries.delete(key);
    return { answer, replayed: false };
  }

  /** Entries lie in the order of their expiry. */
  #makeRoom(now: Millis): void {
    for (const [key, { expires }] of this.#entries) {
      if (expires > now && this.#entries.size < MOST_ENTRIES) return;
      this.#entries.delete(key);
    }
  }
}
