import { expect, test } from 'vitest';
import { amounts, counting, HOUR, series, steady } from './history.ts';

test('a value below the one before counts whole', async () => {
  const points = series('usage', 'p', [
    [0, 100e9],
    [60, 130e9],
    [120, 20e9],
    [180, 25e9],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 181] });
  expect(slice).toMatchObject({ cpu: 30 + 20 + 5, count: 3, seconds: 180 });
});

test('what it grew by is spread evenly over the time since the point before', async () => {
  const points = series('usage', 'p', [
    [10, 0],
    [50, 8e9],
  ]);
  const slices = await amounts(points, { bounds: [0, 20, 30, 100] });
  expect(slices.map(({ cpu }) => cpu)).toEqual([2, 2, 4].map((cpu) => expect.closeTo(cpu, 12)));
  // a sample is counted where its time lies
  expect(slices.map(({ count }) => count)).toEqual([0, 0, 1]);
});

test('the first point counts nothing, nor does one after more than the horizon', async () => {
  const points = series('usage', 'p', [
    [0, 50e9],
    [HOUR, 60e9],
    [2 * HOUR + 1, 99e9],
    [2 * HOUR + 11, 100e9],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 3 * HOUR], horizon: HOUR * 1000 });
  expect(slice).toMatchObject({ cpu: 11, count: 2, seconds: HOUR + 10, alive: HOUR + 10 });
});

test('a process that has a counter and a gauge counts once', async () => {
  const points = [
    ...series('usage', 'p', counting(700, 0, HOUR)),
    ...series('rate', 'p', steady(700, 0, HOUR)),
  ];
  const [slice] = await amounts(points, { bounds: [0, HOUR + 1] });
  expect(slice?.cpu).toBeCloseTo(2520, 6);
  expect(slice).toMatchObject({ count: 60, seconds: HOUR });
});

test('the gauge counts before the counter begins and after it ends, to the second', async () => {
  const points = [
    ...series('usage', 'p', counting(1000, 90, 210, 30)),
    ...series('rate', 'p', steady(2000, 0, 300)),
  ];
  const [slice] = await amounts(points, { bounds: [0, 301] });
  expect(slice?.cpu).toBeCloseTo(90 * 2 + 120 + 90 * 2, 9);
  // 60, 240 and 300 are outside the counter; 120 and 180 are not
  expect(slice).toMatchObject({ count: 4 + 3, seconds: 300 });
});

test('the gauge counts while the counter pauses for more than the horizon', async () => {
  const points = [
    ...series('usage', 'p', [...counting(1000, 0, 100, 50), ...counting(1000, 300, 400, 50)]),
    ...series('rate', 'p', [[350, 2000, 300]]),
  ];
  const [slice] = await amounts(points, { bounds: [0, 400], horizon: 150_000 });
  // a sample stands for the horizon at most: (200, 350], of which the counter covers (300, 350]
  expect(slice?.cpu).toBeCloseTo(200 + 100 * 2, 9);
});

test('counters of one process in several series add up, and keep its gauges away', async () => {
  const points = [
    ...series('usage', 'p', counting(1000, 0, 60, 20), { role: 'worker' }),
    ...series('usage', 'p', counting(500, 40, 120, 20), { role: 'other' }),
    ...series('rate', 'p', steady(9000, 0, 120, 20)),
  ];
  const [slice] = await amounts(points, { bounds: [0, 121] });
  expect(slice?.cpu).toBeCloseTo(60 + 40, 9);
  expect(slice).toMatchObject({ count: 3 + 4, seconds: 120, alive: 120 });
});

test('the gauge of another process counts', async () => {
  const points = [
    ...series('usage', 'p', counting(1000, 0, 60)),
    ...series('rate', 'q', steady(1000, 0, 60)),
  ];
  const [slice] = await amounts(points, { bounds: [0, 60] });
  expect(slice?.cpu).toBeCloseTo(120, 9);
});
