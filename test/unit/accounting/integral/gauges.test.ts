import { expect, test } from 'vitest';
import { amounts, MINUTE, series } from './history.ts';

test('a sample stands for as long as it says', async () => {
  const points = series('mem', 'p', [
    [100, 1, 30],
    [200, 2, 0.5],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 300] });
  expect(slice).toMatchObject({ mem: 31, seconds: 30.5, count: 2 });
});

test('a sample that says its time is believed, even over the sample before it', async () => {
  const points = series('mem', 'p', [
    [100, 1, 60],
    [110, 1, 60],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 300] });
  // what it covers is counted once all the same
  expect(slice).toMatchObject({ mem: 120, seconds: 70, alive: 70 });
});

test('one that does not say stands for the interval in force then', async () => {
  const points = series('mem', 'p', [
    [100, 1],
    [300, 1],
    [500, 1],
  ]);
  const intervalAt = (time: number): number => (time < 300 ? 15 : 90);
  const [early, late] = await amounts(points, { bounds: [0, 200, 600], intervalAt });
  expect(early).toMatchObject({ mem: 15, seconds: 15 });
  expect(late).toMatchObject({ mem: 180, seconds: 180 });
});

test('but never back over the sample before it', async () => {
  const points = series('mem', 'p', [
    [100, 1],
    [110, 1],
    [160, 1],
    [400, 1],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 500], intervalAt: () => MINUTE });
  expect(slice).toMatchObject({ mem: 60 + 10 + 50 + 60, seconds: 180 });
});

test('no sample stands for more than the horizon', async () => {
  const points = series('mem', 'p', [[1000, 1, 5000]]);
  const [slice] = await amounts(points, { bounds: [0, 1000], horizon: 600_000 });
  expect(slice).toMatchObject({ mem: 600, seconds: 600, alive: 600 });
});

test('a sample that stands for nothing adds nothing but life', async () => {
  const points = series('mem', 'p', [
    [100, 1, 0],
    [160, 1, 0],
  ]);
  const [slice] = await amounts(points, { bounds: [0, 1000] });
  expect(slice).toMatchObject({ mem: 0, seconds: 0, count: 0, alive: 60 });
});

test('times are told apart to the nanosecond', async () => {
  const nano = 1e-9;
  const points = series('usage', 'p', [
    [nano, 0],
    [4 * nano, 3],
  ]);
  const slices = await amounts(points, { bounds: [0, 2 * nano, 3 * nano, 4 * nano] });
  expect(slices.map(({ cpu, seconds }) => [cpu, seconds])).toEqual(
    [
      [1e-9, 1e-9],
      [1e-9, 1e-9],
      [1e-9, 1e-9],
    ].map((pair) => pair.map((value) => expect.closeTo(value, 18))),
  );
});
