import { add, none } from '../../accounting/amounts.ts';
import type { Level, Owner, Total, WindowMark } from '../../accounting/totals.ts';
import { FatalError } from '../../lib/errors.ts';
import { toNanos, type Instant } from '../../lib/time.ts';
import type { InfluxConnection } from './connection.ts';
import { orWithout } from './influx-errors.ts';
import { allOf, field, quoteName, source, tagIs, timeIn } from './influxql.ts';
import { unfitTag } from './line-protocol.ts';
import type { LineWriter } from './line-writer.ts';
import { parseTime } from './parse-time.ts';
import type { Place } from './place.ts';
import { select, type ResultSeries, type ResultValue } from './select.ts';
import { WINDOW } from '../../accounting/windows.ts';
import { AMOUNT_FIELDS, markLine, totalLine, TOTALS, WINDOWS } from './totals-lines.ts';

const LINES_TOGETHER = 5_000;
/** Of a long period, what one query sums: with ten thousand jobs that takes seconds. */
const SUMMED_TOGETHER = toNanos(7 * 24 * 3_600_000);
const OWNER = ['namespace', 'account', 'job', 'user'] as const satisfies readonly (keyof Owner)[];

export interface TotalsStoreOptions {
  readonly connection: InfluxConnection;
  readonly place: Place;
  /** Into the totals' retention policy. */
  readonly writer: LineWriter;
}

/** Totals and marks of windows, in a retention policy of their own. While that is not there, nothing is known. */
export class TotalsStore {
  readonly #connection: InfluxConnection;
  readonly #place: Place;
  readonly #writer: LineWriter;

  constructor({ connection, place, writer }: TotalsStoreOptions) {
    this.#connection = connection;
    this.#place = place;
    this.#writer = writer;
  }

  async write(rows: readonly Total[], marks: readonly WindowMark[], signal: AbortSignal): Promise<void> {
    await this.#writeLines(rows, totalLine, signal);
    await this.#writeLines(marks, markLine, signal);
  }

  async sum(
    { level, from, to, match = {} }: { level: Level; from: Instant; to: Instant; match?: Partial<Owner> },
    signal: AbortSignal,
  ): Promise<readonly Total[]> {
    const owner = Object.entries(match);
    if (owner.some(([name, value]) => value !== '' && unfitTag(name, value) !== undefined)) return [];
    const wanted = [tagIs('level', level), ...owner.map(([name, value]) => tagIs(name, value))];
    const sums = AMOUNT_FIELDS.map(([, name]) => `sum(${field(name)})`).join(', ');
    const groups = OWNER.map(quoteName).join(', ');
    const end = to - WINDOW + 1n; // no window that starts from here on ends in time
    const totals = new Map<string, Total>();
    await orWithout(async () => {
      for (let start = from; start < end; start += SUMMED_TOGETHER) {
        const next = start + SUMMED_TOGETHER;
        const where = allOf([timeIn(start, next < end ? next : end), ...wanted]);
        const statement = `SELECT ${sums} FROM ${this.#source(TOTALS)} WHERE ${where} GROUP BY ${groups}`;
        for await (const { tags, values } of this.#select(statement, signal)) {
          const key = JSON.stringify(OWNER.map((name) => tags[name]));
          for (const [, ...amounts] of values) {
            const total = totalOf({ level, from, to }, tags, amounts);
            totals.set(key, { ...total, ...add(totals.get(key) ?? none, total) });
          }
        }
      }
    });
    return [...totals.values()];
  }

  async marks(
    { from, to }: { from: Instant; to: Instant },
    signal: AbortSignal,
  ): Promise<readonly WindowMark[]> {
    if (from >= to) return [];
    const fields = ['state', 'since', 'until', 'interval'].map(field).join(', ');
    const statement = `SELECT ${fields} FROM ${this.#source(WINDOWS)} WHERE ${timeIn(from, to)}`;
    const marks: WindowMark[] = [];
    await orWithout(async () => {
      for await (const { values } of this.#select(statement, signal)) marks.push(...values.map(markOf));
    });
    return marks;
  }

  /** The start of the oldest window that has totals. */
  async oldest(signal: AbortSignal): Promise<Instant | undefined> {
    let oldest: Instant | undefined;
    await orWithout(async () => {
      const statement = `SELECT first(${field('alive')}) FROM ${this.#source(TOTALS)}`;
      for await (const { values } of this.#select(statement, signal)) {
        for (const [time] of values) oldest = parseTime(String(time));
      }
    });
    return oldest;
  }

  async #writeLines<T>(items: readonly T[], lineOf: (item: T) => string, signal: AbortSignal): Promise<void> {
    for (let first = 0; first < items.length; first += LINES_TOGETHER) {
      const some = items.slice(first, first + LINES_TOGETHER);
      const lines = { text: some.map(lineOf).join(''), places: [...some.keys()] };
      const refused = await this.#writer.write(lines, signal);
      // those past their retention would be gone at once
      const odd = refused.find(({ reason }) => !/retention policy/i.test(reason));
      if (odd !== undefined)
        throw new FatalError('bad-total', `InfluxDB does not take totals: ${odd.reason}`);
    }
  }

  #select(statement: string, signal: AbortSignal): AsyncGenerator<ResultSeries, void, undefined> {
    return select(this.#connection, this.#place.db, statement, signal);
  }

  #source(measurement: string): string {
    return source(this.#place.totalsRp, measurement);
  }
}

function totalOf(
  { level, from, to }: { level: Level; from: Instant; to: Instant },
  tags: ResultSeries['tags'],
  amounts: readonly ResultValue[],
): Total {
  const amount = (name: (typeof AMOUNT_FIELDS)[number][0]): number =>
    Number(amounts[AMOUNT_FIELDS.findIndex(([one]) => one === name)] ?? 0);
  const { namespace = '', account = '', job = '', user = '' } = tags;
  return {
    level,
    namespace,
    account,
    job,
    user,
    start: from,
    end: to,
    cpu: amount('cpu'),
    mem: amount('mem'),
    gpu: amount('gpu'),
    cpuRequested: amount('cpuRequested'),
    memRequested: amount('memRequested'),
    count: amount('count'),
    seconds: amount('seconds'),
    alive: amount('alive'),
  };
}

function markOf([start, state, since, until, interval]: readonly ResultValue[]): WindowMark {
  return {
    start: parseTime(String(start)),
    state: state === 'closed' ? 'closed' : 'stale',
    since: BigInt(String(since)),
    until: BigInt(String(until)),
    interval: Number(interval),
  };
}
