import type { Series } from '../src/accounting/points.ts';
import type { MetricsStore } from '../src/accounting/ports/metrics-store.ts';
import type { Level, Owner, Total, WindowMark } from '../src/accounting/totals.ts';
import { later, type Instant, type Millis } from '../src/lib/time.ts';

export const ACCOUNTS = 100;
export const USERS = 200;
export const JOBS = 1_000;
export const CONTAINERS = 10_000;
export const HOUR: Millis = 3_600_000;
export const DAY: Millis = 24 * HOUR;
export const WINDOW: Millis = HOUR / 4;
const BATCH = 5_000;
const { signal } = new AbortController();

type LevelOwner = Owner & { readonly level: Level };

/** Writes totals of all windows in [begin, end), and marks of these and of two days more; gives the number of totals. */
export async function writeMonth(store: MetricsStore, begin: Instant, end: Instant): Promise<number> {
  const owners = ownersOf();
  let rows = 0;
  for (let day = begin; day < later(end, 2 * DAY); day = later(day, DAY)) {
    const starts = Array.from({ length: DAY / WINDOW }, (_, at) => later(day, at * WINDOW));
    const totals = day < end ? starts.flatMap((start) => owners.map((owner) => totalOf(owner, start))) : [];
    await store.writeTotals(totals, starts.map(markOf), signal);
    rows += totals.length;
  }
  return rows;
}

/** Totals of one window, of so many jobs. */
export function windowOf(jobs: number, start: Instant): readonly Total[] {
  return levelOf('job', jobs, (at) => ({ job: `job-${at}`, user: `user-${at % USERS}` })).map((owner) =>
    totalOf(owner, start),
  );
}

/** Writes so many points of all containers, spread evenly over [begin, end); `seed` sets them apart from others. */
export async function writePoints(
  store: MetricsStore,
  { begin, end, count, seed }: { begin: Instant; end: Instant; count: number; seed: number },
): Promise<void> {
  const series = seriesOf(CONTAINERS);
  const step = (end - begin) / BigInt(count / CONTAINERS);
  for (let from = 0; from < count; from += BATCH) {
    const numbers = Array.from({ length: BATCH }, (_, at) => from + at);
    const index = Int32Array.from(numbers, (number) => number % CONTAINERS);
    const time = BigInt64Array.from(
      numbers,
      (number) => begin + BigInt(Math.floor(number / CONTAINERS)) * step + BigInt(seed),
    );
    await store.write({ series, index, time, value: new Float64Array(BATCH).fill(2 ** 28) }, signal);
  }
}

/** Memory of so many containers. */
export function seriesOf(count: number): readonly Series[] {
  return Array.from({ length: count }, (_, at) => {
    const job = `job-${at % JOBS}`;
    const names = { namespace_name: 'default', container_name: job, pod_name: `${job}-${at}` };
    return { measurement: 'memory/usage', tags: { type: 'pod_container', ...names } };
  });
}

function ownersOf(): readonly LevelOwner[] {
  return [
    ...levelOf('account', ACCOUNTS, () => ({ job: '', user: '' })),
    ...levelOf('user', USERS, (at) => ({ job: '', user: `user-${at}` })),
    ...levelOf('job', JOBS, (at) => ({ job: `job-${at}`, user: `user-${at % USERS}` })),
  ];
}

function levelOf(
  level: Level,
  count: number,
  rest: (at: number) => { readonly job: string; readonly user: string },
): readonly LevelOwner[] {
  return Array.from({ length: count }, (_, at) => {
    const account = `account-${at % ACCOUNTS}`;
    return { level, namespace: account, account, ...rest(at) };
  });
}

/** Ten containers that are more or less busy. */
function totalOf(owner: LevelOwner, start: Instant): Total {
  const busy = 0.1 + Math.random();
  const used = { cpu: 9_000 * busy, mem: 9_000 * 2 ** 28 * busy, gpu: 0 };
  const requested = { cpuRequested: 9_000, memRequested: 9_000 * 2 ** 29 };
  return {
    ...owner,
    start,
    end: later(start, WINDOW),
    ...used,
    ...requested,
    count: 1_800,
    seconds: 9_000,
    alive: 9_000,
  };
}

function markOf(start: Instant): WindowMark {
  const until = later(start, WINDOW + 60_000);
  return { start, state: 'closed', since: later(start, -60_000), until, interval: 15_000 };
}
