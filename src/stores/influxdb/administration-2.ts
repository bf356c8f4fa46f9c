import type { StoreSettings } from '../../accounting/ports/store-admin.ts';
import { ConflictError } from '../../lib/errors.ts';
import type { Administration, Step } from './administration.ts';
import type { Bucket, BucketsApi, Mapping } from './buckets-api.ts';
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
import type { Before, SetupMemory } from './setup-memory.ts';

/** A bucket, and where InfluxQL finds it. */
interface Target {
  readonly bucket: string;
  readonly rp: string;
  readonly what: 'points' | 'totals';
  readonly policy: Policy;
  /** Whether it is to be what a query without a retention policy reads. */
  readonly isDefault: boolean;
}

/** Buckets of InfluxDB 2.x, and the mappings by which InfluxQL reads them, by the HTTP API. */
export class Administration2 implements Administration {
  readonly #api: BucketsApi;
  readonly #place: Place;
  readonly #memory: SetupMemory;
  readonly #buckets: { readonly points: string; readonly totals: string };

  constructor(o: {
    readonly api: BucketsApi;
    readonly place: Place;
    readonly memory: SetupMemory;
    readonly buckets: { readonly points: string; readonly totals: string };
  }) {
    this.#api = o.api;
    this.#place = o.place;
    this.#memory = o.memory;
    this.#buckets = o.buckets;
  }

  async setupSteps(settings: StoreSettings, signal: AbortSignal): Promise<readonly Step[]> {
    const { rp, totalsRp } = this.#place;
    const { points, totals } = this.#buckets;
    const [one, other]: readonly [Target, Target] = [
      {
        bucket: totals,
        rp: totalsRp,
        what: 'totals',
        policy: single(totalsPolicy(settings)),
        isDefault: false,
      },
      {
        bucket: points,
        rp,
        what: 'points',
        policy: single(pointsPolicy(settings)),
        isDefault: settings.defaultRetentionPolicy,
      },
    ];
    // totals first: what is altered then is remembered there
    return [...(await this.#steps(one, settings, signal)), ...(await this.#steps(other, settings, signal))];
  }

  async cleanupSteps(signal: AbortSignal): Promise<readonly Step[]> {
    const { db, rp, totalsRp } = this.#place;
    const { points, totals } = this.#buckets;
    const found = await this.#api.bucket(totals, signal);
    if (found === undefined) return [];
    const steps: Step[] = [];
    const before = await this.#memory.recall(signal);
    const kept = await this.#api.bucket(points, signal);
    if (before?.policy !== undefined && kept !== undefined && !samePolicy(kept.policy, before.policy)) {
      steps.push(this.#alter(kept, before.policy, 'points', 'restore the bucket'));
    }
    const other =
      before === undefined ? undefined : await this.#api.mapping(db, before.defaultPolicy, signal);
    if (before !== undefined && before.defaultPolicy !== rp && other?.virtual === false && !other.default) {
      steps.push(this.#makeDefault(other));
    }
    const mapping = await this.#api.mapping(db, totalsRp, signal);
    steps.push({
      action: 'delete the bucket',
      detail: `"${totals}", with all totals`,
      run: async (now) => {
        if (mapping?.virtual === false) await this.#api.deleteMapping(mapping.id, now);
        await this.#api.deleteBucket(found.id, now);
      },
    });
    return steps;
  }

  async #steps(target: Target, settings: StoreSettings, signal: AbortSignal): Promise<readonly Step[]> {
    const { db } = this.#place;
    const { bucket, rp, what, policy } = target;
    const found = await this.#api.bucket(bucket, signal);
    const mappings = await this.#api.mappings(db, signal);
    const steps: Step[] = [];
    if (found === undefined) {
      steps.push(this.#create(target));
    } else if (!samePolicy(found.policy, policy)) {
      if (what === 'points' && settings.initRetentionPolicy === 'create') {
        throw isAnother(`the bucket "${bucket}"`, {
          found: found.policy,
          wanted: policy,
          key: 'influxdb.bucket',
        });
      }
      steps.push(this.#alter(found, policy, what));
    }
    const mapping = mappings.find((one) => one.retention_policy === rp);
    const map = this.#mapStep(target, found, mapping);
    if (map !== undefined) steps.push(map);
    if (what === 'totals') return steps;
    const defaultPolicy = mappings.find((one) => one.default)?.retention_policy ?? '';
    return steps.map((step) => this.#remembering({ policy: found?.policy, defaultPolicy }, step));
  }

  /** What leads from the database and retention policy of a query to the bucket. */
  #mapStep(target: Target, found: Bucket | undefined, mapping: Mapping | undefined): Step | undefined {
    const { db } = this.#place;
    const { bucket, rp, what, isDefault } = target;
    if (mapping !== undefined && !mapping.virtual) {
      if (mapping.bucketID !== found?.id) {
        throw new ConflictError(
          'mapping-taken',
          `InfluxDB maps "${db}" and "${rp}" to another bucket than "${bucket}": choose another accounting.db or accounting.retention_policy, or delete that mapping`,
        );
      }
      return isDefault && !mapping.default ? this.#makeDefault(mapping) : undefined;
    }
    // InfluxDB itself maps a bucket of this name
    if (!isDefault && bucket === `${db}/${rp}`) return undefined;
    return {
      action: 'map InfluxQL to the bucket',
      detail: `database "${db}" and retention policy "${rp}" to "${bucket}"`,
      needed: what,
      run: (signal) => this.#api.createMapping({ db, rp, bucket, isDefault }, signal),
    };
  }

  #create({ bucket, policy, what }: Target): Step {
    return {
      action: 'create the bucket',
      detail: `"${bucket}": ${describePolicy(policy)}`,
      needed: what,
      run: (signal) => this.#api.createBucket(bucket, policy, signal),
    };
  }

  #alter(found: Bucket, wanted: Policy, what: 'points' | 'totals', action = 'alter the bucket'): Step {
    return {
      action,
      detail: `"${found.name}": ${describePolicy(wanted)}; now ${describePolicy(found.policy)}`,
      ...(isShorter(wanted, found.policy) && { shortens: { what, to: wanted.duration } }),
      run: (signal) => this.#api.alterBucket(found.id, wanted, signal),
    };
  }

  #makeDefault(mapping: Mapping): Step {
    return {
      action: 'make the mapping the default',
      detail: `"${mapping.retention_policy}" of "${mapping.database}"`,
      run: (signal) => this.#api.makeDefault(mapping.id, signal),
    };
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
}

/** Buckets have no replication. */
function single(policy: Policy): Policy {
  return { ...policy, replication: 1 };
}
