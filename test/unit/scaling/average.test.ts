import { describe, expect, test } from 'vitest';
import type { Reading, Signal } from '../../../src/scaling/reading.ts';
import type { MetricMemory } from '../../../src/scaling/scaler-metric.ts';
import { evaluate, lost, NOW, parse, said, SECOND, value } from '../../support/metric-values.ts';

type Tick = readonly [seconds: number, signal: number | Signal];

/** Readings at these times, one after another, from `memory` on. */
function follow(expression: string, ticks: readonly Tick[], start: MetricMemory = {}): readonly Reading[] {
  const metric = parse(expression);
  let memory = start;
  return ticks.map(([seconds, signal]) => {
    const now = NOW + BigInt(seconds) * SECOND;
    const a = typeof signal === 'number' ? value(signal, now) : signal;
    const evaluated = evaluate(metric, { now, memory, signals: { a } });
    memory = evaluated.memory;
    return evaluated.reading;
  });
}

/** Every 10 s. */
function regularly(expression: string, signals: readonly (number | Signal)[]): readonly string[] {
  return follow(
    expression,
    signals.map((signal, tick): Tick => [tick * 10, signal]),
  ).map(said);
}

const last3 = 'Average(JobMetric("a"), 3)';
const last35s = 'Average(JobMetric("a"); window="35s")';

test('the mean of the last n readings; until there are n, of those there are', () => {
  expect(regularly(last3, [3, 5, 7, 9, 20])).toEqual(['3', '4', '5', '7', '12']);
});

test('the mean of a window', () => {
  expect(regularly(last35s, [4, 8, 12, 16, 20])).toEqual(['4', '6', '8', '10', '14']);
});

test('unknown readings take no place; meanwhile the mean is a lower bound', () => {
  expect(regularly(last3, [2, 4, lost, 6, 8])).toEqual(['2', '3', '>=3', '4', '6']);
  expect(regularly(last3, [lost, lost])).toEqual(['unknown: lost', 'unknown: lost']);
});

test('a lower bound in the mean makes it one, as long as it is in it', () => {
  expect(regularly('Average(JobMetric("a"), 2)', [4, value(6, NOW, true), 8, 8])).toEqual([
    '4',
    '>=5',
    '>=7',
    '8',
  ]);
});

test('it was observed when the oldest of its readings was', () => {
  const old = value(1, NOW - 100n * SECOND);
  expect(
    follow(last3, [
      [0, 5],
      [10, old],
      [20, 5],
    ]).at(-1),
  ).toMatchObject({ observedAt: NOW - 100n * SECOND });
});

test('its memory is JSON with times as decimal strings', () => {
  const { memory } = evaluate(parse(last3), { signals: { a: 5 } });
  expect(memory).toEqual({ average: { samples: [[String(NOW), 5, String(NOW), 0]], seen: String(NOW) } });
});

test('parts remember under their own path', () => {
  const nested = parse('Bounded(Average(Average(JobMetric("a"), 2), 3), 0:9)');
  expect(Object.keys(evaluate(nested, { signals: { a: 5 } }).memory).toSorted()).toEqual([
    '0/0/average',
    '0/average',
  ]);
});

test('memory that cannot be understood is none', () => {
  for (const average of [null, 7, 'x', { samples: 3, seen: '1' }, {}]) {
    expect(said(evaluate(parse(last3), { memory: { average }, signals: { a: 5 } }).reading)).toBe('5');
  }
});

describe('after a gap longer than the window', () => {
  test('old readings are gone, and nothing is scaled in until it has filled again', () => {
    const ticks: Tick[] = [
      [0, 9],
      [10, 9],
      [20, 9],
      [3600, 1],
      [3610, 1],
      [3620, 1],
      [3630, 1],
    ];
    expect(follow(last3, ticks).map(said)).toEqual(['9', '9', '9', '>=1', '>=1', '1', '1']);
  });

  test('a window fills again in its own time', () => {
    const ticks: Tick[] = [
      [0, 9],
      [3600, 1],
      [3610, 1],
      [3630, 1],
      [3635, 1],
    ];
    expect(follow(last35s, ticks).map(said)).toEqual(['9', '>=1', '>=1', '>=1', '1']);
  });

  test('a gap within the window changes nothing', () => {
    expect(
      follow(last3, [
        [0, 3],
        [30, 5],
      ]).map(said),
    ).toEqual(['3', '4']);
  });

  test('unknown for longer than the window: the readings stand, but lower nothing until there are enough new ones', () => {
    const signals = [2, 4, lost, lost, lost, lost, 6, 8, 10];
    expect(regularly(last3, signals)).toEqual(['2', '3', '>=3', '>=3', '>=3', '>=3', '>=4', '>=6', '8']);
  });
});

describe('when the clock is set', () => {
  test('back: readings from the future are dropped', () => {
    const ticks: Tick[] = [
      [0, 9],
      [10, 9],
      [-3600, 1],
      [-3590, 1],
      [-3580, 1],
    ];
    expect(follow(last3, ticks).map(said)).toEqual(['9', '9', '>=1', '>=1', '1']);
  });

  test('back, and the source is lost: unknown', () => {
    expect(
      follow(last3, [
        [0, 9],
        [-3600, lost],
      ]).map(said),
    ).toEqual(['9', 'unknown: lost']);
  });

  test('forth: it is as a gap', () => {
    expect(
      follow(last35s, [
        [0, 9],
        [86_400, 1],
      ]).map(said),
    ).toEqual(['9', '>=1']);
  });
});
