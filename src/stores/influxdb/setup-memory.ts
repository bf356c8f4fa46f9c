import { parseDuration } from '../../lib/duration.ts';
import { FatalError } from '../../lib/errors.ts';
import type { InfluxConnection } from './connection.ts';
import { orWithout } from './influx-errors.ts';
import { quoteName, source } from './influxql.ts';
import { fieldText } from './line-protocol.ts';
import type { LineWriter } from './line-writer.ts';
import type { Place } from './place.ts';
import type { Policy } from './policy.ts';
import { selectAll } from './select.ts';

const MEASUREMENT = 'juliarun_setup';
/** The year 2200: no retention takes it away. */
const TIME = 7_258_118_400_000_000_000n;

/** What there was before setup first changed anything. */
export interface Before {
  /** Undefined: setup made it. */
  readonly policy: Policy | undefined;
  /** The retention policy that was the database's default. */
  readonly defaultPolicy: string;
}

/** Remembers in the database itself, beside the totals, what setup has altered. */
export class SetupMemory {
  readonly #connection: InfluxConnection;
  readonly #place: Place;
  readonly #writer: LineWriter;

  constructor({
    connection,
    place,
    writer,
  }: {
    connection: InfluxConnection;
    place: Place;
    writer: LineWriter;
  }) {
    this.#connection = connection;
    this.#place = place;
    this.#writer = writer;
  }

  /** Undefined if setup has changed nothing. */
  async recall(signal: AbortSignal): Promise<Before | undefined> {
    const { db, totalsRp } = this.#place;
    let before: Before | undefined;
    await orWithout(async () => {
      const fields = ['duration', 'shard_duration', 'replication', 'default_policy']
        .map(quoteName)
        .join(', ');
      const statement = `SELECT ${fields} FROM ${source(totalsRp, MEASUREMENT)} WHERE time = ${TIME}`;
      const [rows] = await selectAll(this.#connection, db, statement, signal);
      const [, duration, shardDuration, replication, defaultPolicy] = rows?.values[0] ?? [];
      if (duration === undefined) return;
      const policy = {
        duration: parseDuration(`${duration || 0}`),
        shardDuration: parseDuration(`${shardDuration || 0}`),
        replication: Number(replication),
      };
      before = { policy: duration === '' ? undefined : policy, defaultPolicy: String(defaultPolicy) };
    });
    return before;
  }

  /** Only the first time: what is altered again was ours. */
  async remember({ policy, defaultPolicy }: Before, signal: AbortSignal): Promise<void> {
    if ((await this.recall(signal)) !== undefined) return;
    const texts = {
      duration: policy === undefined ? '' : `${policy.duration / 1_000}s`,
      shard_duration: policy === undefined ? '' : `${policy.shardDuration / 1_000}s`,
      replication: `${policy?.replication ?? ''}`,
      default_policy: defaultPolicy,
    };
    const fields = Object.entries(texts).map(([name, text]) => `${name}=${fieldText(text)}`);
    const text = `${MEASUREMENT} ${fields.join(',')} ${TIME}\n`;
    const [refused] = await this.#writer.write({ text, places: [0] }, signal);
    if (refused !== undefined) {
      throw new FatalError(
        'setup-not-remembered',
        `nothing was altered: InfluxDB does not take what there was: ${refused.reason}`,
      );
    }
  }
}
