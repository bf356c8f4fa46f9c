import type { StoreSettings } from '../../accounting/ports/store-admin.ts';
import { formatDuration } from '../../lib/duration.ts';
import { ConflictError, InvalidError } from '../../lib/errors.ts';
import type { Millis } from '../../lib/time.ts';

const HOUR: Millis = 3_600_000;
const DAY: Millis = 24 * HOUR;

/** How long one place keeps what is in it: a retention policy, or a bucket. Durations in milliseconds. */
export interface Policy {
  /** 0: for ever. */
  readonly duration: Millis;
  readonly shardDuration: Millis;
  readonly replication: number;
}

/** What the settings ask for the points. InvalidError if InfluxDB cannot do it. */
export function pointsPolicy({ retention, shardDuration, replication }: StoreSettings): Policy {
  const duration = wholeSeconds('retention', retention);
  return { duration, shardDuration: shard(shardDuration, duration), replication };
}

/** What the settings ask for totals and marks; shards as InfluxDB itself would cut them. */
export function totalsPolicy({ aggregateRetention, replication }: StoreSettings): Policy {
  const duration = wholeSeconds('aggregate_retention', aggregateRetention);
  const usual = duration >= 180 * DAY ? 7 * DAY : duration >= 2 * DAY ? DAY : HOUR;
  return { duration, shardDuration: shard(usual, duration), replication };
}

export function samePolicy(one: Policy, other: Policy): boolean {
  return (
    one.duration === other.duration &&
    one.shardDuration === other.shardDuration &&
    one.replication === other.replication
  );
}

export function isShorter(to: Policy, from: Policy): boolean {
  return to.duration !== 0 && (from.duration === 0 || to.duration < from.duration);
}

export function describePolicy({ duration, shardDuration, replication }: Policy): string {
  const kept = duration === 0 ? 'kept for ever' : `kept for ${formatDuration(duration)}`;
  const copies = replication === 1 ? '' : `, ${replication} copies`;
  return `${kept}, in shards of ${formatDuration(shardDuration)}${copies}`;
}

/** Where `init_retention_policy` is `create`, what is there is not altered. `key` names it in the configuration. */
export function isAnother(
  what: string,
  { found, wanted, key }: { found: Policy; wanted: Policy; key: string },
): ConflictError {
  const mend = `choose another accounting.${key}, or init_retention_policy "alter"`;
  const message = `${what} is there with another definition: ${describePolicy(found)}, not ${describePolicy(wanted)}; ${mend}`;
  return new ConflictError('retention-policy-exists', message);
}

function wholeSeconds(key: string, duration: Millis): Millis {
  if (duration < HOUR) {
    throw new InvalidError(
      'bad-retention',
      `accounting.${key} must be at least 1h, which is InfluxDB's least`,
    );
  }
  return Math.ceil(duration / 1_000) * 1_000;
}

/** InfluxDB takes shards from an hour up to the retention. */
function shard(wanted: Millis, duration: Millis): Millis {
  return Math.min(Math.max(Math.ceil(wanted / 1_000) * 1_000, HOUR), duration);
}
