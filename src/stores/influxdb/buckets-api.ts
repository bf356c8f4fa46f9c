import { z } from 'zod';
import type { InfluxConnection } from './connection.ts';
import { InvalidError } from '../../lib/errors.ts';
import { awayError, InfluxRefusal, isMissing } from './influx-errors.ts';
import type { Policy } from './policy.ts';

const Rule = z.object({
  everySeconds: z.number().default(0),
  shardGroupDurationSeconds: z.number().default(0),
});
const Buckets = z.object({
  buckets: z.array(z.object({ id: z.string(), name: z.string(), retentionRules: z.array(Rule).default([]) })),
});
const MappingRow = z.object({
  id: z.string(),
  database: z.string(),
  retention_policy: z.string(),
  bucketID: z.string(),
  default: z.boolean().default(false),
  virtual: z.boolean().default(false),
});
const Mappings = z.object({ content: z.array(MappingRow).default([]) });
const Orgs = z.object({ orgs: z.array(z.object({ id: z.string(), name: z.string() })).min(1) });

export interface Bucket {
  readonly id: string;
  readonly name: string;
  readonly policy: Policy;
}

/** From a database and retention policy to a bucket. A virtual one is InfluxDB's own, and cannot be changed. */
export type Mapping = z.output<typeof MappingRow>;

/** The calls of InfluxDB 2.x for buckets and mappings of one organisation. */
export class BucketsApi {
  readonly #connection: InfluxConnection;
  readonly #org: string;

  constructor({ connection, org }: { connection: InfluxConnection; org: string }) {
    this.#connection = connection;
    this.#org = org;
  }

  async bucket(name: string, signal: AbortSignal): Promise<Bucket | undefined> {
    const found = await this.#get('/api/v2/buckets', { name }, Buckets, signal);
    const bucket = found?.buckets.find((one) => one.name === name);
    if (bucket === undefined) return undefined;
    const [{ everySeconds, shardGroupDurationSeconds } = Rule.parse({})] = bucket.retentionRules;
    const policy = {
      duration: everySeconds * 1_000,
      shardDuration: shardGroupDurationSeconds * 1_000,
      replication: 1,
    };
    return { id: bucket.id, name, policy };
  }

  async createBucket(name: string, policy: Policy, signal: AbortSignal): Promise<void> {
    const orgID = await this.#orgId(signal);
    await this.#change('POST', '/api/v2/buckets', { orgID, name, retentionRules: rules(policy) }, signal);
  }

  async alterBucket(id: string, policy: Policy, signal: AbortSignal): Promise<void> {
    await this.#change('PATCH', `/api/v2/buckets/${id}`, { retentionRules: rules(policy) }, signal);
  }

  async deleteBucket(id: string, signal: AbortSignal): Promise<void> {
    await this.#change('DELETE', `/api/v2/buckets/${id}`, undefined, signal);
  }

  /** All of a database. */
  async mappings(db: string, signal: AbortSignal): Promise<readonly Mapping[]> {
    return (await this.#get('/api/v2/dbrps', { db }, Mappings, signal))?.content ?? [];
  }

  async mapping(db: string, rp: string, signal: AbortSignal): Promise<Mapping | undefined> {
    return (await this.mappings(db, signal)).find(({ retention_policy: one }) => one === rp);
  }

  async createMapping(
    { db, rp, bucket, isDefault }: { db: string; rp: string; bucket: string; isDefault: boolean },
    signal: AbortSignal,
  ): Promise<void> {
    const orgID = await this.#orgId(signal);
    const bucketID = (await this.bucket(bucket, signal))?.id;
    const body = { orgID, bucketID, database: db, retention_policy: rp, default: isDefault };
    await this.#change('POST', '/api/v2/dbrps', body, signal);
  }

  async makeDefault(id: string, signal: AbortSignal): Promise<void> {
    await this.#change('PATCH', this.#path(`/api/v2/dbrps/${id}`), { default: true }, signal);
  }

  async deleteMapping(id: string, signal: AbortSignal): Promise<void> {
    await this.#change('DELETE', this.#path(`/api/v2/dbrps/${id}`), undefined, signal);
  }

  async #orgId(signal: AbortSignal): Promise<string> {
    const found = await this.#get('/api/v2/orgs', {}, Orgs, signal);
    return found?.orgs[0]?.id ?? '';
  }

  /** Undefined if there is no such thing. */
  async #get<T>(
    path: string,
    query: Readonly<Record<string, string>>,
    shape: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    const { peer } = this.#connection;
    let answer: unknown;
    try {
      answer = await this.#connection.call('GET', this.#path(path, query), undefined, signal);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    const parsed = shape.safeParse(answer);
    if (!parsed.success) throw awayError(`gave an answer to ${path} that is not InfluxDB's`, peer);
    return parsed.data;
  }

  async #change(method: string, path: string, body: unknown, signal: AbortSignal): Promise<void> {
    try {
      await this.#connection.call(method, path, body, signal);
    } catch (error) {
      if (!(error instanceof InfluxRefusal)) throw error;
      throw new InvalidError('setup-refused', `InfluxDB refuses ${method} ${path}: ${error.message}`, {
        cause: error,
      });
    }
  }

  #path(path: string, query: Readonly<Record<string, string>> = {}): string {
    return `${path}?${new URLSearchParams({ org: this.#org, ...query }).toString()}`;
  }
}

function rules({ duration, shardDuration }: Policy): readonly unknown[] {
  const seconds = { everySeconds: duration / 1_000, shardGroupDurationSeconds: shardDuration / 1_000 };
  return [{ type: 'expire', ...seconds }];
}
