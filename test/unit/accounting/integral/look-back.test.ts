import { expect, test } from 'vitest';
import { integrate } from '../../../../src/accounting/integral/integrate.ts';
import { VirtualClock } from '../../../../src/lib/virtual-clock.ts';
import { calm, type TestPoint } from '../../../support/points.ts';
import { amounts, at, HOUR, integral, MINUTE, series, steady } from './history.ts';
import { PointsInOrder } from './points-in-order.ts';

const RUN = { bounds: [0, HOUR], since: -MINUTE };

test('a counter goes on from its last point before the scan', async () => {
  const points = series('usage', 'p', [
    [-5 * HOUR, 10e9],
    [-HOUR, 100e9],
    [HOUR / 2, 400e9],
  ]);
  const { processes, since, reaches } = await integral(points, RUN);
  expect(processes[0]?.slices.get(0)).toMatchObject({
    cpu: expect.closeTo(100, 9),
    count: 1,
    seconds: HOUR / 2,
    alive: HOUR / 2,
  });
  expect(since).toBe(at(-HOUR));
  expect(reaches).toEqual([{ from: at(-HOUR), to: at(HOUR / 2) }]);
});

test('but not over more than the horizon', async () => {
  const points = series('usage', 'p', [
    [-HOUR, 100e9],
    [HOUR / 2, 400e9],
    [HOUR / 2 + 60, 401e9],
  ]);
  const { processes, since } = await integral(points, { ...RUN, horizon: HOUR * 1000 });
  expect(processes[0]?.slices.get(0)).toMatchObject({ cpu: expect.closeTo(1, 9), count: 1, alive: 60 });
  expect(since).toBe(at(-MINUTE));
});

test('a reset while nobody looked counts whole', async () => {
  const points = series('usage', 'p', [
    [-HOUR, 100e9],
    [HOUR, 40e9],
  ]);
  const [slice] = await amounts(points, RUN);
  expect(slice?.cpu).toBeCloseTo(20, 9);
});

test('a gauge does not count where a counter from before the scan goes on', async () => {
  const points = [
    ...series('usage', 'p', [
      [-HOUR, 0],
      [HOUR / 2, 90e9],
    ]),
    ...series('rate', 'p', steady(9000, 0, HOUR)),
  ];
  const [slice] = await amounts(points, RUN);
  expect(slice?.cpu).toBeCloseTo(30 + (HOUR / 2) * 9, 6);
});

test('a process that comes back after a gap was alive in between, whichever series its last point is of', async () => {
  const points = [
    ...series('mem', 'p', [[-HOUR, 1]]),
    ...series('cpuRequest', 'p', [[-2 * MINUTE, 1]], { role: 'worker' }),
    ...series('rate', 'p', steady(1000, 10 * MINUTE, 20 * MINUTE)),
  ];
  const { processes, since, reaches } = await integral(points, RUN);
  expect(processes[0]?.slices.get(0)).toMatchObject({ seconds: 10 * MINUTE, alive: 20 * MINUTE });
  expect(since).toBe(at(-2 * MINUTE));
  expect(reaches).toEqual([{ from: at(-2 * MINUTE), to: at(11 * MINUTE) }]);
});

test('so it was if its counter was found while those of another process of its job were looked for', async () => {
  const points = [
    ...series('usage', 'new', [[10, 0]]),
    ...series('usage', 'p', [[-HOUR, 0]]),
    ...series('mem', 'p', [[20 * MINUTE, 1]]),
  ];
  const { processes } = await integral(points, RUN);
  const found = processes.find(({ process }) => process === 'p');
  expect(found?.slices.get(0)).toMatchObject({ seconds: MINUTE, alive: 20 * MINUTE });
});

test('it does not rest on points that change nothing', async () => {
  const points = [
    // looked for, as it is of the same job
    ...series('usage', 'new', [[10, 0]]),
    ...series('usage', 'p', [
      [-HOUR, 0],
      [-30, 1],
      [30, 2],
    ]),
    ...series('mem', 'q', [
      [-HOUR, 1],
      [-30, 1],
    ]),
    ...series('usage', 'q', [[-2 * MINUTE, 1]]),
  ];
  const { since, reaches } = await integral(points, RUN);
  expect(since).toBe(at(-MINUTE));
  expect(reaches).toEqual([{ from: at(-30), to: at(30) }]);
});

test('a scan never starts after the first bound', async () => {
  const points = series('mem', 'p', steady(1, 0, HOUR));
  const { processes, since } = await integral(points, { bounds: [0, HOUR], since: HOUR / 2 });
  expect(processes[0]?.slices.get(0)?.mem).toBe(HOUR);
  expect(since).toBe(at(0));
});

test('points after the end of the scan do not count', async () => {
  const points = [...series('mem', 'p', steady(1, 0, HOUR)), ...series('mem', 'p', [[HOUR + 30, 5, 600]])];
  const [slice] = await amounts(points, { bounds: [0, HOUR], until: HOUR });
  expect(slice).toMatchObject({ mem: HOUR, count: 59 });
});

test('nobody is looked for who was there before the first bound', async () => {
  expect(await asked(series('usage', 'p', steady(1, -2 * MINUTE, HOUR)))).toEqual([]);
});

test('the others are looked for in one call a measurement', async () => {
  const points = [1, 2, 3].flatMap((n) =>
    series('usage', `p${n}`, [[n, 0]], { container_name: `job${n % 2}` }),
  );
  const queries = await asked(points);
  expect(new Set(queries.map(({ measurement }) => measurement)).size).toBe(6);
  expect(queries).toHaveLength(6);
  for (const { jobs, since, until } of queries) {
    expect(jobs).toEqual([
      { namespace: 'ns', name: 'job1' },
      { namespace: 'ns', name: 'job0' },
    ]);
    expect([since, until]).toEqual([at(-2 * HOUR), at(-MINUTE) - 1n]);
  }
});

test('nobody is looked for before a scan that goes back over the horizon', async () => {
  expect(await asked(series('usage', 'p', [[1, 0]]), -2 * HOUR)).toEqual([]);
});

/** How the store was asked for the newest points. */
async function asked(
  points: readonly TestPoint[],
  since: number = -MINUTE,
): Promise<PointsInOrder['newestAsked']> {
  const store = new PointsInOrder(points);
  const settings = { accountTag: 'namespace_name', horizon: 2 * HOUR * 1000, intervalAt: () => 60_000 };
  const run = { bounds: [at(0), at(HOUR)], since: at(since), until: at(HOUR) };
  await integrate({ store, clock: new VirtualClock(), ...settings }, run, calm);
  return store.newestAsked;
}
