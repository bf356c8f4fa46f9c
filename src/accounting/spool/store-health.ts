import type { Clock } from '../../lib/clock.ts';
import { formatDuration } from '../../lib/duration.ts';
import { CodedError, messageOf } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { between, type Instant } from '../../lib/time.ts';

export interface Away {
  readonly since: Instant;
  readonly reason: string;
  readonly setupMissing: boolean;
}

/** Whether the store takes points, as the last writes told; changes are logged, once each. */
export class StoreHealth {
  readonly #clock: Clock;
  readonly #log: Log;
  #away: Away | undefined;

  constructor({ clock, log }: { clock: Clock; log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  get away(): Away | undefined {
    return this.#away;
  }

  failed(error: unknown): void {
    const before = this.#away;
    const reason = messageOf(error);
    const setupMissing = error instanceof CodedError && error.code === 'setup-missing';
    this.#away = { since: before?.since ?? this.#clock.now(), reason, setupMissing };
    if (before?.setupMissing === setupMissing) return;
    if (setupMissing) this.#log.warn('points wait in the spool until setup-metrics has been run', { reason });
    else this.#log.warn('the metrics store is away; points wait in the spool', { reason });
  }

  answered(): void {
    if (this.#away === undefined) return;
    const away = formatDuration(between(this.#away.since, this.#clock.now()));
    this.#away = undefined;
    this.#log.info('the metrics store takes points again', { away });
  }
}
