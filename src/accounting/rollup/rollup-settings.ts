import type { Millis } from '../../lib/time.ts';

/** What adding up goes by; asked each time. */
export interface RollupSettings {
  /** When windows that have ended are added up: a cron expression, in UTC. */
  readonly schedule: string;
  /** Length of the windows that averages are taken over. */
  readonly average: Millis;
  /** The tag that names the account. */
  readonly accountTag: string;
  /** How late a point may come and still be added up. */
  readonly horizon: Millis;
  /** How long points are kept. */
  readonly retention: Millis;
}
