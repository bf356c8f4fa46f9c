import type { Clock } from '../lib/clock.ts';
import { cronLoop } from '../lib/cron-loop.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Periodic } from '../lib/periodic.ts';
import type { Millis } from '../lib/time.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { StoreSettings } from './ports/store-admin.ts';

const SOON: Millis = 60_000;

/** Removes points and totals that are older than their retention, by a schedule. `settings` is asked each time. */
export function expirePoints(o: {
  readonly store: Pick<MetricsStore, 'admin'>;
  readonly clock: Clock;
  readonly log: Log;
  /** A cron expression, in UTC. */
  readonly schedule: () => string;
  readonly settings: () => StoreSettings;
}): Periodic {
  const { store, clock, log, schedule, settings } = o;
  return cronLoop({
    clock,
    schedule,
    first: SOON,
    run: (signal) => store.admin.expire(settings(), clock.now(), signal),
    failed: (error) => log.warn('old points cannot be removed', { error: messageOf(error) }),
  });
}
