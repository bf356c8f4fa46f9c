import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { Periodic } from '../lib/periodic.ts';
import { later, type Millis } from '../lib/time.ts';
import type { ScalerState } from './ports/scaler-state.ts';

const SOON: Millis = 60_000;
const HOUR: Millis = 3_600_000;

/** Removes decisions that are older than their retention, every hour. */
export function expireDecisions(o: {
  readonly state: ScalerState;
  readonly clock: Clock;
  readonly log: Log;
  readonly retention: () => Millis;
}): Periodic {
  const { state, clock, log, retention } = o;
  return new Periodic({
    clock,
    first: SOON,
    every: HOUR,
    run: (signal) => state.expire(later(clock.now(), -retention()), signal),
    failed: (error) => log.warn('old decisions of scalers cannot be removed', { error: messageOf(error) }),
  });
}
