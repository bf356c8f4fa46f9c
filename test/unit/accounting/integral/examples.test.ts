import { expect, test } from 'vitest';
import type { Measured } from './history.ts';
import { amounts, at, counting, HOUR, integral, MINUTE, series, steady } from './history.ts';

const CORE_HOUR = 3600;

/** The same usage as a gauge says it and as a counter does. */
const forms: readonly (readonly [Measured, typeof steady])[] = [
  ['rate', steady],
  ['usage', counting],
];

test.each(forms)('cores of an hour add up, whenever their processes ran (%s)', async (measured, values) => {
  const points = [
    ...series(measured, 'c1', values(1000, 10 * MINUTE, 30 * MINUTE)),
    ...series(measured, 'c2', values(500, 0, HOUR)),
  ];
  const [hour] = await amounts(points, { bounds: [0, HOUR] });
  expect((hour?.cpu ?? 0) / CORE_HOUR).toBeCloseTo(0.83333, 5);
  const quarters = await amounts(points, { bounds: [0, 900, 1800, 2700, 3600] });
  expect(quarters.map(({ cpu }) => cpu)).toEqual([
    expect.closeTo(300 + 450, 6),
    expect.closeTo(900 + 450, 6),
    expect.closeTo(450, 6),
    expect.closeTo(450, 6),
  ]);
});

test.each(forms)('three minutes of a core are 0.05 core hours (%s)', async (measured, values) => {
  const points = series(measured, 'c3', values(1000, 7 * MINUTE, 10 * MINUTE));
  const [hour] = await amounts(points, { bounds: [0, HOUR] });
  expect((hour?.cpu ?? 0) / CORE_HOUR).toBeCloseTo(0.05, 12);
});

test('a process shorter than the interval counts as long as it ran', async () => {
  const points = series('usage', 'p', [
    [10, 0],
    [13.5, 7e9],
  ]);
  const [slice] = await amounts(points, { bounds: [0, MINUTE] });
  expect(slice).toMatchObject({ cpu: 7, seconds: 3.5, alive: 3.5, count: 1 });
});

test('only points of containers count', async () => {
  const levels = ['pod', 'ns', 'node', 'cluster', 'sys_container'];
  const own = series('rate', 'p', steady(1000, 0, 10 * MINUTE));
  const others = levels.flatMap((type) => series('rate', 'p', steady(1000, 0, 10 * MINUTE), { type }));
  // also where a look goes back before the scan
  const earlier = levels.flatMap((type) => series('mem', 'p', [[-30, 1]], { type }));
  const { processes, since } = await integral([...own, ...others, ...earlier], {
    bounds: [0, 11 * MINUTE],
    since: 0,
  });
  expect(processes).toHaveLength(1);
  expect(processes[0]?.slices.get(0)).toMatchObject({ cpu: 600, count: 10, alive: 600 });
  expect(since).toBe(at(0));
});

test('memory and devices add up, and what was requested beside them', async () => {
  const points = [
    ...series('mem', 'p', steady(2 ** 30, 0, 10 * MINUTE)),
    ...series('gpu', 'p', steady(2, 0, 10 * MINUTE)),
    ...series('cpuRequest', 'p', steady(1500, 0, 10 * MINUTE)),
    ...series('memRequest', 'p', steady(2 ** 31, 0, 10 * MINUTE)),
  ];
  const [slice] = await amounts(points, { bounds: [0, 11 * MINUTE] });
  expect(slice).toEqual({
    cpu: 0,
    mem: 600 * 2 ** 30,
    gpu: 1200,
    cpuRequested: 900,
    memRequested: 600 * 2 ** 31,
    count: 20,
    seconds: 600,
    alive: 600,
  });
});

test('a process is told by namespace, account, job, process and user', async () => {
  const points = [
    ...series('rate', 'p', steady(1000, 0, MINUTE), { team: 'red', user: 'ann', role: 'worker' }),
    ...series('mem', 'p', steady(1, 0, MINUTE), { team: 'red', user: 'ann', extra: 'x' }),
    ...series('rate', 'p', steady(1000, 0, MINUTE), { team: 'blue', user: 'ann' }),
    ...series('rate', 'p', steady(1000, 0, MINUTE), { user: 'bob' }),
    ...series('rate', '', steady(1000, 0, MINUTE)),
  ];
  const { processes } = await integral(points, { bounds: [0, MINUTE], accountTag: 'team' });
  const namespace = 'ns';
  const job = 'job';
  expect(processes.map(({ owner, process }) => ({ ...owner, process }))).toEqual([
    { namespace, account: 'red', job, user: 'ann', process: 'p' },
    { namespace, account: 'blue', job, user: 'ann', process: 'p' },
    { namespace, account: namespace, job, user: 'bob', process: 'p' },
    { namespace, account: namespace, job, user: '', process: 'job' },
  ]);
  expect(processes[0]?.slices.get(0)).toMatchObject({ cpu: 60, mem: 60, seconds: 60, alive: 60 });
});

test('there may be any number of processes', async () => {
  const names = Array.from({ length: 300 }, (_, n) => `p${n}`);
  const points = names.flatMap((name, n) => series('usage', name, counting(n, 0, 10 * MINUTE)));
  const { processes } = await integral(points, {
    bounds: [0, 10 * MINUTE],
    order: { pick: [0, 0.3, 0.9, 0.5], chunk: 700 },
  });
  const cores = new Map(processes.map(({ process, slices }) => [process, slices.get(0)?.cpu]));
  expect([...cores.keys()].toSorted()).toEqual(names.toSorted());
  for (const [n, name] of names.entries()) expect(cores.get(name)).toBeCloseTo(0.6 * n, 9);
});

test('only series with the tags asked for count', async () => {
  const points = [
    ...series('rate', 'p', steady(1000, 0, MINUTE)),
    ...series('rate', 'p', steady(3000, 0, MINUTE), { namespace_name: 'other' }),
  ];
  const [slice] = await amounts(points, { bounds: [0, MINUTE], match: { namespace_name: 'other' } });
  expect(slice?.cpu).toBe(180);
});

test('slices and processes without anything are left out', async () => {
  const points = [
    ...series('rate', 'p', steady(1000, MINUTE, MINUTE + 50, 25)),
    ...series('rate', 'gone', steady(1000, -HOUR, -MINUTE)),
  ];
  const { processes } = await integral(points, {
    bounds: [0, MINUTE, 2 * MINUTE, 3 * MINUTE],
    intervalAt: () => 25,
  });
  expect(processes.map(({ process, slices }) => [process, ...slices.keys()])).toEqual([['p', 1]]);
});
