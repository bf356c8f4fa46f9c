import { add, none } from '../../../../src/accounting/amounts.ts';
import type { Amounts, Level, Owner } from '../../../../src/accounting/totals.ts';
import { later, type Instant, type Millis } from '../../../../src/lib/time.ts';
import { calm, type TestPoint } from '../../../support/points.ts';
import { directIntegral, type DirectProcess } from './direct-integral.ts';
import type { RollupWorld } from './rollup-world.ts';

const WINDOW = 900_000_000_000n;
/** Both windows and averages begin and end at multiples of it. */
const SLICE = 300_000_000_000n;
const LEVELS: readonly Level[] = ['account', 'job', 'user'];

type Rows = ReadonlyMap<string, Amounts>;

/**
 * What is wrong: windows that any point has to do with and that are not closed; totals that are not on each level
 * what a direct integral over all points gives; averages that are not what follows from it.
 */
export async function wrongTotals(
  world: RollupWorld,
  intervalAt: (time: Instant) => Millis,
): Promise<readonly string[]> {
  const points = await world.points();
  if (points.length === 0) return [];
  const wrong: string[] = [];
  const { bounds, processes } = integrated(points, world.horizon, intervalAt);
  const marks = new Map((await world.marks()).map((mark) => [mark.start, mark.state]));
  for (let first = 0; first + 3 < bounds.length; first += 3) {
    const start = bounds[first] ?? 0n;
    const expected = totalsOf(processes, first);
    if (start + WINDOW > later(world.clock.now(), -10 * 60_000)) break;
    if (expected.account.size > 0 && marks.get(start) !== 'closed')
      wrong.push(`window ${start} is not closed, but ${marks.get(start)}`);
    for (const level of LEVELS) {
      const rows = await world.store.sumTotals({ level, from: start, to: start + WINDOW }, calm);
      const found = new Map(rows.map((row) => [keyOf(level, row), row]));
      wrong.push(...differences(found, expected[level]).map((one) => `${level} totals of ${start}: ${one}`));
    }
  }
  const averages = averagesFound(await world.averages());
  return [...wrong, ...differences(averages, averagesOf(processes, bounds))];
}

function integrated(points: readonly TestPoint[], horizon: Millis, intervalAt: (time: Instant) => Millis) {
  const times = points.map(({ time }) => time);
  const [first, last] = [times.reduce((a, b) => (a < b ? a : b)), times.reduce((a, b) => (a > b ? a : b))];
  const start = later(first, -horizon);
  const bounds: Instant[] = [];
  for (let at = start - (start % (6n * SLICE)); at < last + 6n * SLICE; at += SLICE) bounds.push(at);
  return { bounds, processes: directIntegral({ points, horizon, intervalAt, bounds }) };
}

/** The totals of the window whose first slice this is. */
function totalsOf(processes: readonly DirectProcess[], first: number): Readonly<Record<Level, Rows>> {
  const rows = { account: new Map(), job: new Map(), user: new Map() } satisfies Record<
    Level,
    Map<string, Amounts>
  >;
  for (const { owner, slices } of processes) {
    const amounts = slices.slice(first, first + 3).reduce(add, none);
    if (isNothing(amounts)) continue;
    for (const level of LEVELS) {
      const key = keyOf(level, owner);
      rows[level].set(key, add(rows[level].get(key) ?? none, amounts));
    }
  }
  return rows;
}

function keyOf(level: Level, { namespace, account, job, user }: Owner): string {
  if (level === 'account') return JSON.stringify([namespace, account, '', '']);
  return JSON.stringify([namespace, account, level === 'job' ? job : '', user]);
}

function averagesFound(points: readonly TestPoint[]): Rows {
  const rows = points.map(({ series: { measurement, tags }, time, value, seconds }) => {
    const key = JSON.stringify([
      measurement,
      tags['namespace_name'],
      tags['container_name'],
      tags['pod_name'],
      tags['user'],
      `${time}`,
    ]);
    return [key, { ...none, cpu: value, seconds: seconds ?? 0 }] as const;
  });
  return new Map(rows);
}

function averagesOf(processes: readonly DirectProcess[], bounds: readonly Instant[]): Rows {
  const rows = new Map<string, Amounts>();
  for (const { tags, slices } of processes) {
    for (let at = 0; at + 1 < slices.length; at += 2) {
      const sum = add(slices[at] ?? none, slices[at + 1] ?? none);
      if (sum.seconds === 0) continue;
      const values = {
        'cpu/average': sum.cpu > 0 || sum.cpuRequested > 0 ? sum.cpu * 1_000 : undefined,
        'memory/average': sum.mem > 0 ? sum.mem : undefined,
        'gpu/average': sum.gpu > 0 ? sum.gpu : undefined,
      };
      for (const [measurement, value] of Object.entries(values)) {
        if (value === undefined) continue;
        const key = JSON.stringify([
          measurement,
          tags['namespace_name'],
          tags['container_name'],
          tags['pod_name'],
          tags['user'],
          `${bounds[at]}`,
        ]);
        rows.set(key, { ...none, cpu: value / sum.seconds, seconds: sum.seconds });
      }
    }
  }
  return rows;
}

function isNothing(amounts: Amounts): boolean {
  return Object.values(amounts).every((amount) => amount === 0);
}

/** Rows of zeros are as good as none. */
function differences(found: Rows, expected: Rows): readonly string[] {
  return [...new Set([...found.keys(), ...expected.keys()])].flatMap((key) => {
    const [a, b] = [found.get(key) ?? none, expected.get(key) ?? none];
    return (Object.keys(none) as (keyof Amounts)[])
      .filter(
        (name) => Math.abs(a[name] - b[name]) > 1e-9 * Math.max(1, Math.abs(a[name]), Math.abs(b[name])),
      )
      .map((name) => `${name} of ${key} is ${a[name]}, not ${b[name]}`);
  });
}
