import * as fc from 'fast-check';
import { Average } from '../../src/scaling/metrics/average.ts';
import { Bounded } from '../../src/scaling/metrics/bounded.ts';
import { Combine } from '../../src/scaling/metrics/combine.ts';
import { JobMetric } from '../../src/scaling/metrics/job-metric.ts';
import { JobScaleMetric } from '../../src/scaling/metrics/job-scale-metric.ts';
import { Operation } from '../../src/scaling/metrics/operation.ts';
import { PerWorker } from '../../src/scaling/metrics/per-worker.ts';
import { Target } from '../../src/scaling/metrics/target.ts';
import { Threshold } from '../../src/scaling/metrics/threshold.ts';
import { WorkQueueMetric } from '../../src/scaling/metrics/work-queue-metric.ts';
import type { ScalerMetric } from '../../src/scaling/scaler-metric.ts';
import { JOB, NOW, SECOND, parse, value } from './metric-values.ts';
import type { Signal } from '../../src/scaling/reading.ts';

export const names = ['a', 'b', 'c'] as const;

export const number = fc
  .oneof(
    fc.integer({ min: -20, max: 200 }),
    fc.double({ min: -100, max: 1_000, noNaN: true }),
    fc.constantFrom(0, 1, -1, 0.1, 1e-9, 1e12),
  )
  .map((any) => any + 0); // never -0
const positive = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0.01, max: 100, noNaN: true }));
const pair = fc.tuple(number, number).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

const lambdas = [
  '(x, y) -> x + y',
  '(x, y) -> max(x, y / 2)',
  '(x, y) -> y - x * 2',
  '(x, y) -> x > y ? x : -y',
  '(x, y) -> sqrt(abs(x)) + round(y)',
  '(x, y) -> x / y',
];
const reducers = ['maximum', 'minimum', 'sum', 'mean', 'median', 'product'];
const binary = ['+', '-', '*', '/', '<', '<=', '>', '>=', '==', '!=', 'min', 'max'];
const unary = ['negate', 'abs', 'ceil', 'floor', 'round', 'sqrt'];

/** The function of a lambda, taken out of a metric that holds it. */
function lambdaExpression(part: ScalerMetric, other: ScalerMetric, lambda: string): ScalerMetric {
  return parse(`Combine([${part.expression}, ${other.expression}], ${lambda})`);
}

/** Metrics composed of everything there is, over JobMetrics and WorkQueueMetrics called a, b and c. */
export const metric: fc.Arbitrary<ScalerMetric> = fc.letrec<{ node: ScalerMetric; leaf: ScalerMetric }>(
  (tie) => ({
    leaf: fc.oneof(
      fc.constantFrom(...names).map((name) => new JobMetric(name, { own: JOB })),
      fc.constantFrom(...names).map((name) => new WorkQueueMetric(name)),
    ),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      tie('leaf'),
      fc.tuple(tie('node'), pair).map(([part, bounds]) => new Bounded(part, bounds)),
      fc.tuple(tie('node'), fc.integer({ min: 1, max: 5 })).map(([part, count]) => new Average(part, count)),
      tie('node').map((part) => new Average(part, { window: '35s' })),
      fc.tuple(tie('node'), pair, positive).map(([part, bounds, step]) => new Threshold(part, bounds, step)),
      fc
        .tuple(
          fc.array(fc.oneof(tie('node'), number), { minLength: 1, maxLength: 3 }),
          fc.constantFrom(...reducers),
        )
        .map(([parts, reducer]) => new Combine(parts, reducer)),
      fc
        .tuple(tie('node'), tie('node'), fc.constantFrom(...lambdas))
        .map(([part, other, lambda]) => lambdaExpression(part, other, lambda)),
      tie('node').map((part) => new JobScaleMetric(part)),
      fc
        .tuple(tie('node'), fc.constantFrom(...lambdas))
        .map(([part, lambda]) => parse(`JobScaleMetric(${part.expression}, ${lambda})`)),
      fc
        .tuple(tie('node'), positive, fc.constantFrom(0, 0.1, 0.5))
        .map(([part, t, tolerance]) => new Target(part, t, { tolerance })),
      fc
        .tuple(tie('node'), positive, fc.constantFrom(0, 0.1))
        .map(([part, k, tolerance]) => new PerWorker(part, k, { tolerance })),
      fc
        .tuple(fc.oneof(tie('node'), number), tie('node'), fc.constantFrom(...binary))
        .map(([left, right, operator]) => new Operation(operator, [left, right])),
      fc
        .tuple(tie('node'), fc.oneof(tie('node'), number), fc.constantFrom(...binary))
        .map(([left, right, operator]) => new Operation(operator, [left, right])),
      fc
        .tuple(tie('node'), fc.constantFrom(...unary))
        .map(([part, operator]) => new Operation(operator, [part])),
      fc.tuple(tie('node'), tie('node'), tie('node')).map((parts) => new Operation('?', parts)),
    ),
  }),
).node;

const observedAt = fc.integer({ min: 0, max: 600 }).map((seconds) => NOW - BigInt(seconds) * SECOND);

export const exact = fc.tuple(number, observedAt).map(([of, at]) => value(of, at));
const bound = fc.tuple(number, observedAt).map(([of, at]) => value(of, at, true));
const unknown = fc.constantFrom<Signal>(
  { kind: 'unknown', reason: 'lost' },
  { kind: 'unknown', reason: 'timed out' },
);
const broken = fc
  .constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  .map((of) => value(of));

/** What a source may say that is no full knowledge. */
export const partial: fc.Arbitrary<Signal> = fc.oneof(bound, unknown, broken);

const anySignal: fc.Arbitrary<Signal> = fc.oneof(
  { weight: 3, arbitrary: exact },
  { weight: 1, arbitrary: partial },
);

export const anySignals = fc.record({ a: anySignal, b: anySignal, c: anySignal });
