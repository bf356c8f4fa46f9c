import type { Clock } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { Periodic } from '../lib/periodic.ts';
import type { Millis } from '../lib/time.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { StoreSettings } from './ports/store-admin.ts';

const SOON: Millis = 60_000;
const HOUR: Millis = 3_600_000;

/** Removes points and totals that are older than their retention, every hour. `settings` is asked each time. */
export function expirePoints(o: {
  readonly store: Pick<MetricsStore, 'admin'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => StoreSettings;
}): Periodic {
  const { store, clock, log, settings } = o;
  return new Periodic({
    clock,
    first: SOON,
    every: HOUR,
    run: (signal) => store.admin.expire(settings(), clock.now(), signal),
    failed: (error) => log.warn('old points cannot be removed', { error: messageOf(error) }),
  });
}
