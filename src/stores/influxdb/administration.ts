import type { AdminStep, StoreSettings } from '../../accounting/ports/store-admin.ts';

/** A step, and the doing of it. */
export interface Step extends AdminStep {
  readonly run: (signal: AbortSignal) => Promise<void>;
}

/** What differs between the versions of InfluxDB. Both look first, and give only what differs, in order. */
export interface Administration {
  setupSteps(settings: StoreSettings, signal: AbortSignal): Promise<readonly Step[]>;
  cleanupSteps(signal: AbortSignal): Promise<readonly Step[]>;
}
