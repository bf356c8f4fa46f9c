import type { StoreSettings } from '../../accounting/ports/store-admin.ts';
import { parseDuration } from '../../lib/duration.ts';
import { InvalidError } from '../../lib/errors.ts';
import type { Administration, Step } from './administration.ts';
import type { InfluxConnection } from './connection.ts';
import { quoteName } from './influxql.ts';
import type { Place } from './place.ts';
import {
  describePolicy,
  isAnother,
  isShorter,
  pointsPolicy,
  samePolicy,
  totalsPolicy,
  type Policy,
} from './policy.ts';
import { selectAll, type ResultSeries } from './select.ts';
import type { Before, SetupMemory } from './setup-memory.ts';

interface Found extends Policy {
  readonly isDefault: boolean;
}

/** Databases and retention policies of InfluxDB 1.x, by InfluxQL. */
export class Administration1 implements Administration {
  readonly #connection: InfluxConnection;
  readonly #place: Place;
  readonly #memory: SetupMemory;

  constructor({
    connection,
    place,
    memory,
  }: {
    connection: InfluxConnection;
    place: Place;
    memory: SetupMemory;
  }) {
    this.#connection = connection;
    this.#place = place;
    this.#memory = memory;
  }

  async setupSteps(settings: StoreSettings, signal: AbortSignal): Promise<readonly Step[]> {
    const found = await this.#policies(signal);
    if (found === undefined) return this.#databaseSteps(settings);
    const { rp, totalsRp } = this.#place;
    const defaultPolicy = [...found].find(([, { isDefault }]) => isDefault)?.[0] ?? '';
    return [
      // first, as it remembers what is altered then
      ...this.#totalsSteps(settings, found.get(totalsRp)),
      ...this.#pointsSteps(settings, found.get(rp), defaultPolicy),
    ];
  }

  async cleanupSteps(signal: AbortSignal): Promise<readonly Step[]> {
    const { db, rp, totalsRp } = this.#place;
    const found = await this.#policies(signal);
    if (found?.has(totalsRp) !== true) return [];
    const steps: Step[] = [];
    const before = await this.#memory.recall(signal);
    const points = found.get(rp);
    if (before?.policy !== undefined && points !== undefined && !samePolicy(points, before.policy)) {
      steps.push(this.#alter(rp, points, before.policy, 'points', 'restore the retention policy'));
    }
    if (before !== undefined && found.get(before.defaultPolicy)?.isDefault === false) {
      steps.push(this.#makeDefault(before.defaultPolicy));
    }
    steps.push({
      action: 'drop the retention policy',
      detail: `${quoteName(totalsRp)} of ${quoteName(db)}, with all totals`,
      run: (now) => this.#execute(`DROP RETENTION POLICY ${this.#on(totalsRp)}`, now),
    });
    return steps;
  }

  #databaseSteps(settings: StoreSettings): readonly Step[] {
    const { db, rp, totalsRp } = this.#place;
    const wanted = pointsPolicy(settings);
    const create = `CREATE DATABASE ${quoteName(db)} WITH ${clauses(wanted)} NAME ${quoteName(rp)}`;
    const totals = this.#create(totalsRp, totalsPolicy(settings));
    return [
      {
        action: 'create the database',
        detail: `${quoteName(db)} with the retention policy ${quoteName(rp)}: ${describePolicy(wanted)}`,
        needed: 'points',
        run: (signal) => this.#execute(create, signal),
      },
      {
        ...totals,
        needed: 'totals',
        run: async (signal) => {
          await totals.run(signal);
          await this.#memory.remember({ policy: undefined, defaultPolicy: '' }, signal);
        },
      },
    ];
  }

  #totalsSteps(settings: StoreSettings, found: Found | undefined): readonly Step[] {
    const { totalsRp } = this.#place;
    const wanted = totalsPolicy(settings);
    if (found === undefined) return [{ ...this.#create(totalsRp, wanted), needed: 'totals' }];
    return samePolicy(found, wanted) ? [] : [this.#alter(totalsRp, found, wanted, 'totals')];
  }

  #pointsSteps(settings: StoreSettings, found: Found | undefined, defaultPolicy: string): readonly Step[] {
    const { db, rp } = this.#place;
    const wanted = pointsPolicy(settings);
    const before = { policy: found, defaultPolicy };
    const steps: Step[] = [];
    if (found === undefined) {
      steps.push(this.#remembering(before, { ...this.#create(rp, wanted), needed: 'points' }));
    } else if (!samePolicy(found, wanted)) {
      if (settings.initRetentionPolicy === 'create')
        throw isAnother(`${quoteName(rp)} of ${quoteName(db)}`, { found, wanted, key: 'retention_policy' });
      steps.push(this.#remembering(before, this.#alter(rp, found, wanted, 'points')));
    }
    if (settings.defaultRetentionPolicy && found?.isDefault !== true) {
      steps.push(this.#remembering(before, this.#makeDefault(rp)));
    }
    return steps;
  }

  #remembering(before: Before, step: Step): Step {
    return {
      ...step,
      run: async (signal) => {
        await this.#memory.remember(before, signal);
        await step.run(signal);
      },
    };
  }

  #create(rp: string, wanted: Policy): Step {
    return {
      action: 'create the retention policy',
      detail: `${quoteName(rp)} of ${quoteName(this.#place.db)}: ${describePolicy(wanted)}`,
      run: (signal) => this.#execute(`CREATE RETENTION POLICY ${this.#on(rp)} ${clauses(wanted)}`, signal),
    };
  }

  #alter(
    rp: string,
    found: Policy,
    wanted: Policy,
    what: 'points' | 'totals',
    action = 'alter the retention policy',
  ): Step {
    return {
      action,
      detail: `${quoteName(rp)} of ${quoteName(this.#place.db)}: ${describePolicy(wanted)}; now ${describePolicy(found)}`,
      ...(isShorter(wanted, found) && { shortens: { what, to: wanted.duration } }),
      run: (signal) => this.#execute(`ALTER RETENTION POLICY ${this.#on(rp)} ${clauses(wanted)}`, signal),
    };
  }

  #makeDefault(rp: string): Step {
    return {
      action: 'make the retention policy the default',
      detail: `${quoteName(rp)} of ${quoteName(this.#place.db)}`,
      run: (signal) => this.#execute(`ALTER RETENTION POLICY ${this.#on(rp)} DEFAULT`, signal),
    };
  }

  /** The database's retention policies by name; undefined if it is not there. */
  async #policies(signal: AbortSignal): Promise<ReadonlyMap<string, Found> | undefined> {
    const { db } = this.#place;
    const databases = await this.#ask('SHOW DATABASES', signal);
    if (!databases.some(({ values }) => values.some(([name]) => name === db))) return undefined;
    const answers = await this.#ask(`SHOW RETENTION POLICIES ON ${quoteName(db)}`, signal);
    const rows = answers.flatMap(({ columns, values }) =>
      values.map((row) => Object.fromEntries(columns.map((column, at) => [column, row[at] ?? '']))),
    );
    return new Map(
      rows.map(({ name, duration, shardGroupDuration, replicaN, default: isDefault }) => {
        const policy = {
          duration: parseDuration(String(duration)),
          shardDuration: parseDuration(String(shardGroupDuration)),
          replication: Number(replicaN),
        };
        return [String(name), { ...policy, isDefault: isDefault === true }];
      }),
    );
  }

  async #execute(statement: string, signal: AbortSignal): Promise<void> {
    await this.#ask(statement, signal);
  }

  #ask(statement: string, signal: AbortSignal): Promise<readonly ResultSeries[]> {
    return selectAll(this.#connection, '', statement, signal, (text) => {
      return new InvalidError('setup-refused', `InfluxDB refuses ${statement}: ${text}`);
    });
  }

  #on(rp: string): string {
    return `${quoteName(rp)} ON ${quoteName(this.#place.db)}`;
  }
}

function clauses({ duration, shardDuration, replication }: Policy): string {
  return `DURATION ${duration / 1_000}s REPLICATION ${replication} SHARD DURATION ${shardDuration / 1_000}s`;
}
