import type { Level, Owner, Total } from '../../../accounting/totals.ts';
import type { Clock } from '../../../lib/clock.ts';
import { AMOUNTS, putAmounts } from './amount-columns.ts';
import { DAY, secondsBefore, startOf } from './grains.ts';

/** Rows taken before other work may run, some 2 ms. */
const ROWS_A_BREATH = 2_000;
/** Of one commit, some 5 ms of the writer's time; and what rows, and the sums above them, count. */
const WEIGHT = 3_000;
const ROW_WEIGHT = 2;
const OWNER_WEIGHT = 12;

/** What one owner used in one UTC day. */
export interface OwnerDay extends Owner {
  readonly level: Level;
  /** Its start, in seconds. */
  readonly day: number;
}

/** Totals as columns: row i is of `owners[index[i]]` and starts at `starts[i]` seconds. */
export interface TotalsColumns {
  readonly owners: readonly OwnerDay[];
  readonly index: Int32Array<ArrayBuffer>;
  readonly starts: Float64Array<ArrayBuffer>;
  /** Eight of each row. */
  readonly amounts: Float64Array<ArrayBuffer>;
}

interface Group {
  readonly owner: OwnerDay;
  readonly rows: Total[];
}

/** Cuts totals into chunks for one commit each. Rows that share sums of hours and days go together. */
export async function* chunksOf(rows: readonly Total[], clock: Clock): AsyncGenerator<TotalsColumns> {
  const groups = await groupByOwner(rows, clock);
  let chunk: Group[] = [];
  let weight = 0;
  for (const group of groups) {
    chunk.push(group);
    weight += OWNER_WEIGHT + ROW_WEIGHT * group.rows.length;
    if (weight < WEIGHT) continue;
    yield columnsOf(chunk);
    chunk = [];
    weight = 0;
  }
  if (chunk.length > 0) yield columnsOf(chunk);
}

async function groupByOwner(rows: readonly Total[], clock: Clock): Promise<Iterable<Group>> {
  const groups = new Map<string, Group>();
  for (const [at, row] of rows.entries()) {
    const { level, namespace, account, job, user } = row;
    const day = startOf(DAY, secondsBefore(row.start));
    const key = JSON.stringify([day, level, namespace, account, job, user]);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, { owner: { level, namespace, account, job, user, day }, rows: [row] });
    } else group.rows.push(row);
    if (at % ROWS_A_BREATH === ROWS_A_BREATH - 1) await clock.breathe();
  }
  return groups.values();
}

function columnsOf(groups: readonly Group[]): TotalsColumns {
  const length = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const index = new Int32Array(length);
  const starts = new Float64Array(length);
  const amounts = new Float64Array(length * AMOUNTS);
  let at = 0;
  for (const [place, { rows }] of groups.entries()) {
    for (const row of rows) {
      index[at] = place;
      starts[at] = secondsBefore(row.start);
      putAmounts(amounts, at, row);
      at++;
    }
  }
  return { owners: groups.map(({ owner }) => owner), index, starts, amounts };
}
