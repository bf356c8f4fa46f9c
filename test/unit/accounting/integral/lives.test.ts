import { expect, test } from 'vitest';
import { amounts, at, HOUR, integral, MINUTE, series, steady } from './history.ts';

test('a gap is alive but not covered', async () => {
  const points = series('mem', 'p', [...steady(1, 0, 10 * MINUTE), ...steady(1, 20 * MINUTE, 30 * MINUTE)]);
  const [slice] = await amounts(points, { bounds: [0, HOUR] });
  expect(slice).toMatchObject({ seconds: 20 * MINUTE, alive: 30 * MINUTE });
});

test('a gap longer than the horizon is neither', async () => {
  const points = series('mem', 'p', [...steady(1, 0, 10 * MINUTE), ...steady(1, 20 * MINUTE, 30 * MINUTE)]);
  const [slice] = await amounts(points, { bounds: [0, HOUR], horizon: 10 * MINUTE * 1000 });
  expect(slice).toMatchObject({ seconds: 20 * MINUTE, alive: 20 * MINUTE });
});

test('points of any series keep a process alive, those of requests too', async () => {
  const points = [
    ...series('mem', 'p', [
      [60, 1],
      [600, 1],
    ]),
    ...series('cpuRequest', 'p', [
      [300, 1],
      [900, 1],
    ]),
  ];
  const [slice] = await amounts(points, { bounds: [0, HOUR], horizon: 300_000 });
  expect(slice).toMatchObject({ seconds: 120, alive: 900, count: 2 });
});

test('a counter is alive from its first point, a gauge from the start of what its sample stands for', async () => {
  const begun = [...series('usage', 'p', [[600, 0]]), ...series('cpuRequest', 'p', [[900, 1, 100]])];
  const [counter] = await amounts(begun, { bounds: [0, HOUR] });
  expect(counter).toMatchObject({ alive: 300, seconds: 0 });
  const [gauge] = await amounts(series('mem', 'p', [[600, 0]]), { bounds: [0, HOUR] });
  expect(gauge).toMatchObject({ alive: 60, seconds: 60 });
});

test('what several samples stand for is covered once', async () => {
  const points = [
    ...series('rate', 'p', steady(1, 0, 600)),
    ...series('mem', 'p', steady(1, 120, 720)),
    ...series('gpu', 'p', steady(1, 30, 330)),
  ];
  const [slice] = await amounts(points, { bounds: [0, HOUR] });
  expect(slice).toMatchObject({ seconds: 720, alive: 720 });
});

test('links over the ends of the run are told, merged', async () => {
  const points = [
    ...series('mem', 'p', [
      [-600, 1],
      [600, 1],
    ]),
    ...series('usage', 'q', [
      [-300, 1],
      [900, 1],
    ]),
    ...series('mem', 'q', [
      [0, 1],
      [3000, 1],
      [HOUR + 1, 1],
    ]),
    // no link: further apart than the horizon
    ...series('mem', 'r', [
      [-9000, 1],
      [9000, 1],
    ]),
  ];
  const { reaches } = await integral(points, { bounds: [0, HOUR], horizon: 2 * HOUR * 1000 });
  expect(reaches).toEqual([
    { from: at(-600), to: at(900) },
    { from: at(3000), to: at(HOUR + 1) },
  ]);
});
