import type { AdminStep, StoreAdmin, StoreSettings } from '../../accounting/ports/store-admin.ts';
import type { Log } from '../../lib/log.ts';
import type { Instant } from '../../lib/time.ts';
import type { Administration, Step } from './administration.ts';
import type { InfluxConnection } from './connection.ts';
import { quoteName } from './influxql.ts';
import { parseTime } from './parse-time.ts';
import type { Place } from './place.ts';
import { select } from './select.ts';
import type { TotalsStore } from './totals-store.ts';

export interface InfluxAdminOptions {
  readonly administration: Administration;
  readonly connection: InfluxConnection;
  readonly place: Place;
  readonly totals: TotalsStore;
  readonly log: Log;
}

/** Setting up and cleaning up, whatever the version. */
export class InfluxAdmin implements StoreAdmin {
  readonly #administration: Administration;
  readonly #connection: InfluxConnection;
  readonly #place: Place;
  readonly #totals: TotalsStore;
  readonly #log: Log;

  constructor({ administration, connection, place, totals, log }: InfluxAdminOptions) {
    this.#administration = administration;
    this.#connection = connection;
    this.#place = place;
    this.#totals = totals;
    this.#log = log;
  }

  async plan(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]> {
    return (await this.#administration.setupSteps(settings, signal)).map(inWords);
  }

  async setup(settings: StoreSettings, signal: AbortSignal): Promise<readonly AdminStep[]> {
    return await this.#perform(await this.#administration.setupSteps(settings, signal), signal);
  }

  async planCleanup(signal: AbortSignal): Promise<readonly AdminStep[]> {
    return (await this.#administration.cleanupSteps(signal)).map(inWords);
  }

  async cleanup(signal: AbortSignal): Promise<readonly AdminStep[]> {
    return await this.#perform(await this.#administration.cleanupSteps(signal), signal);
  }

  /** Retention policies do it. */
  expire(): Promise<void> {
    return Promise.resolve();
  }

  async oldestPoint(signal: AbortSignal): Promise<Instant | undefined> {
    const { db, rp } = this.#place;
    // all measurements, whatever their fields: a retention takes other writers' points too
    const statement = `SELECT * FROM ${quoteName(rp)}./.*/ LIMIT 1`;
    let oldest: Instant | undefined;
    for await (const { values } of select(this.#connection, db, statement, signal)) {
      for (const [text] of values) {
        const time = parseTime(String(text));
        if (oldest === undefined || time < oldest) oldest = time;
      }
    }
    return oldest;
  }

  async oldestTotal(signal: AbortSignal): Promise<Instant | undefined> {
    return await this.#totals.oldest(signal);
  }

  async #perform(steps: readonly Step[], signal: AbortSignal): Promise<readonly AdminStep[]> {
    for (const step of steps) {
      await step.run(signal);
      this.#log.info('changed InfluxDB', { action: step.action, detail: step.detail });
    }
    return steps.map(inWords);
  }
}

function inWords({ action, detail, needed, shortens }: Step): AdminStep {
  return { action, detail, ...(needed && { needed }), ...(shortens && { shortens }) };
}
