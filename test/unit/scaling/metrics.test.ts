import { describe, expect, test } from 'vitest';
import { Average } from '../../../src/scaling/metrics/average.ts';
import { Bounded } from '../../../src/scaling/metrics/bounded.ts';
import { Combine } from '../../../src/scaling/metrics/combine.ts';
import { JobMetric } from '../../../src/scaling/metrics/job-metric.ts';
import { JobScaleMetric } from '../../../src/scaling/metrics/job-scale-metric.ts';
import { WorkQueueMetric } from '../../../src/scaling/metrics/work-queue-metric.ts';
import { lost, NOW, read, said, scaleOf, SECOND, value, type Moment } from '../../support/metric-values.ts';

const ago = (seconds: number): bigint => NOW - BigInt(seconds) * SECOND;
const a = (of: number, atLeast = false): Moment => ({ signals: { a: value(of, NOW, atLeast) } });
const m = 'JobMetric("a")';

test.each([
  [`Bounded(${m}, 1:5)`, 7, '5'],
  [`Bounded(${m}, 1:5)`, 0, '1'],
  [`Bounded(${m}, 1:5)`, 2.5, '2.5'],
  [`Threshold(${m}, (60.0, 80.0), 1)`, 80, '0'],
  [`Threshold(${m}, (60.0, 80.0), 1)`, 60, '0'],
  [`Threshold(${m}, (60.0, 80.0), 2)`, 80.01, '2'],
  [`Threshold(${m}, (60.0, 80.0))`, 59.99, '-1'],
  [`PerWorker(${m}, 8)`, 20, '2.5'],
  [`${m} / 8`, 20, '2.5'],
  [`(${m} + 4) * 2 - 1`, 3, '13'],
  [`-${m}`, 3, '-3'],
  [`${m} > 2 ? 10 : 20`, 3, '10'],
  [`${m} > 3 ? 10 : 20`, 3, '20'],
  [`${m} >= 3`, 3, '1'],
  [`${m} != 3`, 3, '0'],
  [`min(${m}, 2, 7)`, 3, '2'],
  [`max(${m}, 2)`, 3, '3'],
  [`abs(${m})`, -3, '3'],
  [`ceil(${m})`, 2.1, '3'],
  [`floor(${m})`, 2.9, '2'],
  [`round(${m})`, 2.5, '2'],
  [`round(${m})`, 3.5, '4'],
  [`sqrt(${m})`, 9, '3'],
])('%s of %d is %s', (expression, of, expected) => {
  expect(said(read(expression, a(of)))).toBe(expected);
});

describe('what is not a number is unknown', () => {
  test.each([
    [`${m} / 0`, 1, 'division by zero'],
    [`0 / ${m}`, 0, 'division by zero'],
    [`${m} / ${m}`, 0, 'division by zero'],
    [m, Number.NaN, 'not a number'],
    [m, Number.POSITIVE_INFINITY, 'infinite'],
    [m, Number.NEGATIVE_INFINITY, 'infinite'],
    [`${m} * 1e300`, 1e300, 'infinite'],
    [`sqrt(${m})`, -1, 'square root of a negative number'],
    ['1 / 0', 1, 'division by zero'],
  ])('%s of %d: %s', (expression, of, reason) => {
    expect(said(read(expression, a(of)))).toBe(`unknown: ${reason}`);
  });

  test('a function of one’s own that fails or gives no number', () => {
    const throws = (): number => {
      throw new Error('no luck');
    };
    expect(said(read(new Combine([new JobMetric('a')], throws), a(1)))).toBe(
      'unknown: the function failed: no luck',
    );
    expect(said(read(new Combine([new JobMetric('a')], () => Number.NaN), a(1)))).toBe(
      'unknown: not a number',
    );
  });
});

describe('Combine', () => {
  const three = (f: string) => `Combine([${m}, JobMetric("b"), JobMetric("c")], ${f})`;
  const signals = { a: 3, b: 1, c: 8 };

  test.each([
    ['maximum', '8'],
    ['minimum', '1'],
    ['sum', '12'],
    ['mean', '4'],
    ['median', '3'],
    ['product', '24'],
    ['(x, y, z) -> max(x, y / 2) + z', '11'],
  ])('%s', (f, expected) => {
    expect(said(read(three(f), { signals }))).toBe(expected);
  });

  test('is as old as its oldest part', () => {
    const reading = read(three('maximum'), {
      signals: { a: value(3, ago(5)), b: value(1, ago(40)), c: value(8, ago(1)) },
    });
    expect(reading).toMatchObject({ kind: 'value', observedAt: ago(40) });
  });

  test('maximum of what is known is a lower bound while a part is unknown; others are unknown', () => {
    expect(said(read(three('maximum'), { signals: { ...signals, a: lost } }))).toBe('>=8');
    expect(said(read(three('maximum'), { signals: { a: lost, b: lost, c: lost } }))).toBe('unknown: lost');
    for (const f of ['minimum', 'sum', 'mean', 'median', 'product']) {
      expect(said(read(three(f), { signals: { ...signals, a: lost } }))).toBe('unknown: lost');
    }
    expect(said(read(three('(x, y, z) -> max(x, y / 2) + z'), { signals: { ...signals, a: lost } }))).toBe(
      '>=8.5',
    );
  });

  test('in code it takes names and JavaScript functions, and numbers as parts', () => {
    const metric = new Combine(
      [new JobMetric('a'), new JobMetric('b'), 100],
      (x = 0, y = 0, z = 0) => x * y + z,
    );
    expect(said(read(metric, { signals }))).toBe('103');
    expect(metric.expression).toBeUndefined();
    expect(metric.text).toBe('Combine([JobMetric("a"), JobMetric("b"), 100], <function>)');
    expect(said(read(new Combine([new JobMetric('a'), 7], 'maximum'), { signals }))).toBe('7');
  });
});

describe('a lower bound', () => {
  test.each([
    [`Bounded(${m}, 1:5)`, '>=4'],
    [`Threshold(${m}, (5, 9))`, '>=-1'],
    [`${m} + 1`, '>=5'],
    [`${m} - 1`, '>=3'],
    [`${m} * 2`, '>=8'],
    [`${m} / 2`, '>=2'],
    [`${m} > 3`, '>=1'],
    [`PerWorker(${m}, 2)`, '>=2'],
    [`Average(${m}, 3)`, '>=4'],
    [`max(${m}, 9)`, '>=9'],
    [`${m} > 3 ? 7 : 8`, '>=7'],
    [`Combine([${m}, 9], minimum)`, '>=4'],
  ])('goes on through %s: %s', (expression, expected) => {
    expect(said(read(expression, a(4, true)))).toBe(expected);
  });

  test.each([
    `-${m}`,
    `1 - ${m}`,
    `8 / ${m}`,
    `${m} * -1`,
    `${m} / -1`,
    `${m} < 5`,
    `${m} == 4`,
    `${m} > 5 ? 7 : 8`,
    `abs(${m} - 9)`,
    `Combine([${m}, 9], (x, y) -> y - x)`,
    `Combine([${m}, -1], product)`,
  ])('makes %s unknown: it might be an upper bound', (expression) => {
    expect(said(read(expression, a(4, true)))).toMatch(/^unknown: .* may be higher$/);
  });
});

describe('relative to the scale', () => {
  const up = 'JobScaleMetric(Threshold(JobMetric("a"), (60, 80)))';
  const at = (of: number, seconds: number, more: Partial<Parameters<typeof scaleOf>[1]> = {}): Moment => ({
    signals: { a: value(of, ago(seconds)) },
    scale: scaleOf(4, more),
  });

  test('JobScaleMetric adds to the requested scale, or does what its function says', () => {
    expect(said(read(up, at(90, 1)))).toBe('5');
    expect(said(read(up, at(70, 1)))).toBe('4');
    expect(said(read(up, at(10, 1)))).toBe('3');
    expect(said(read('JobScaleMetric(JobMetric("a"), (s, v) -> s * v / 50)', at(100, 1)))).toBe('8');
    expect(said(read(new JobScaleMetric(new JobMetric('a'), (scale, v) => scale * v), at(2, 1)))).toBe('8');
  });

  test('says no change on a reading from before the last change, either way', () => {
    const changed = { changedAt: ago(10), settledAt: ago(10) };
    for (const of of [90, 10]) {
      expect(said(read(up, at(of, 11, changed)))).toBe('4');
      expect(said(read(up, at(of, 10, changed)))).toBe('4');
    }
    expect(said(read(up, at(10, 9, changed)))).toBe('3');
    expect(said(read(up, at(90, 9, changed)))).toBe('5');
  });

  test('does not grow until all that was asked for runs and was observed running; it may shrink', () => {
    const { settledAt: _, ...waiting } = scaleOf(4, { running: 2, changedAt: ago(100) });
    const moment = (of: number, seconds: number): Moment => ({
      signals: { a: value(of, ago(seconds)) },
      scale: waiting,
    });
    expect(said(read(up, moment(90, 1)))).toBe('4');
    expect(said(read(up, moment(10, 1)))).toBe('3');
    const settled = { changedAt: ago(100), settledAt: ago(10) };
    expect(said(read(up, at(90, 11, settled)))).toBe('4');
    expect(said(read(up, at(90, 10, settled)))).toBe('5');
    expect(said(read(up, at(10, 11, settled)))).toBe('3');
  });

  test('in a composition it holds for that part alone', () => {
    const both = `Combine([${up}, WorkQueueMetric("q")], maximum)`;
    const moment = at(90, 11, { changedAt: ago(10), settledAt: ago(10) });
    expect(said(read(both, { ...moment, signals: { ...moment.signals, q: 6 } }))).toBe('6');
    expect(said(read(both, { ...moment, signals: { ...moment.signals, q: 2 } }))).toBe('4');
  });

  test.each([
    [140, 4, '8'],
    [76.9, 4, '4'],
    [77, 4, '4'],
    [77.1, 4, '5'],
    [63, 4, '4'],
    [62.9, 4, '4'],
    [52.5, 4, '3'],
    [35, 4, '2'],
    [0, 4, '0'],
    [140, 0, '2'],
  ])('Target of 70 at %d percent and scale %d is %s', (of, scale, expected) => {
    expect(said(read('Target(JobMetric("a"), 70)', { signals: { a: of }, scale: scaleOf(scale) }))).toBe(
      expected,
    );
  });

  test('PerWorker with a tolerance stays where it is within it', () => {
    const needed = 'PerWorker(JobMetric("a"), 10; tolerance=0.1)';
    expect(said(read(needed, { signals: { a: 44 }, scale: scaleOf(4) }))).toBe('4');
    expect(said(read(needed, { signals: { a: 45 }, scale: scaleOf(4) }))).toBe('4.5');
  });
});

describe('in code', () => {
  test('the classes compose as in the manual', () => {
    const metric = new Bounded(new Average(new WorkQueueMetric('workq'), 20), [1, 10]);
    expect(metric.expression).toBe('Bounded(Average(WorkQueueMetric("workq"), 20), 1:10)');
    expect(said(read(metric, { signals: { workq: 12 } }))).toBe('10');
  });

  test.each([
    ['bounds the wrong way round', () => new Bounded(1, [5, 1])],
    ['an average of none', () => new Average(1, 0)],
    ['an average of a part', () => new Average(1, 1.5)],
    ['an empty window', () => new Average(1, { window: 0 })],
    ['nothing to combine', () => new Combine([], 'maximum')],
    ['an unknown function', () => new Combine([1], 'maximun')],
    ['a queue at two places', () => new WorkQueueMetric('q', { endpoint: 'a', host: 'b' })],
    ['a password without a host', () => new WorkQueueMetric('q', { password: 'x' })],
    ['a number that is none', () => new Bounded(Number.NaN, [1, 2])],
  ])('%s is refused', (_what, make) => {
    expect(make).toThrow(expect.objectContaining({ remedy: 'fix' }));
  });
});
