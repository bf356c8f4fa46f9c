import type { Millis } from '../lib/time.ts';
import type { IntervalAt } from './intervals.ts';
import type { StoreSettings } from './ports/store-admin.ts';

/** What a resource-hour costs: of a core, a GiB, a GPU. */
export interface Prices {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/** What usage is reported by. */
export interface RusageSettings extends Pick<StoreSettings, 'retention' | 'aggregateRetention'> {
  readonly prices: Prices;
  /** The tag that names the account. */
  readonly accountTag: string;
  /** How late a point may come and still be added up. */
  readonly horizon: Millis;
  readonly intervalAt: IntervalAt;
}

/** What all reports go by, and the store that they are of. */
export type ReportSettings = RusageSettings & StoreSettings;
