import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/lib/json.ts';
import { defineScaler } from '../../../src/scaling/define-scaler.ts';
import { JobScaler } from '../../../src/scaling/job-scaler.ts';
import { MetricRegistry } from '../../../src/scaling/metric-registry.ts';
import { Bounded } from '../../../src/scaling/metrics/bounded.ts';
import { JobMetric } from '../../../src/scaling/metrics/job-metric.ts';

const registry = new MetricRegistry();

function define(parameters: { readonly [name: string]: Json }, type = 'JobScaler'): JobScaler {
  const whole = { job: 'JuliaParBatchWorkers/w', ...parameters };
  return defineScaler({ namespace: 'ns', name: 's', type, owner: 'api', parameters: whole }, registry);
}

test('defaults', () => {
  const scaler = define({ metric: 'JobMetric("cpu")', max: 4 });
  expect(scaler).toMatchObject({
    interval: 30_000,
    bounds: { min: 0, max: 4 },
    dryRun: false,
    paused: false,
  });
  expect(scaler.target).toEqual({ namespace: 'ns', name: 'w' });
});

test('numbers, durations and objects may come as text', () => {
  const fallback = '{"after": "2", "scale": 4, "allow_scale_in": "true"}';
  const scaler = define({
    metric: 'JobMetric("cpu")',
    min: '1',
    max: '4',
    interval: '1m30s',
    dry_run: 'true',
    fallback,
  });
  expect(scaler).toMatchObject({
    interval: 90_000,
    bounds: { min: 1, max: 4 },
    dryRun: true,
    fallback: { after: 2, scale: 4, allowScaleIn: true },
  });
});

describe('bounds', () => {
  const metric = 'Bounded(JobMetric("cpu"), 1:5)';
  test.each([
    [{ metric }, { min: 1, max: 5 }],
    [
      { metric, max: 3 },
      { min: 1, max: 3 },
    ],
    [
      { metric, max: 30 },
      { min: 1, max: 5 },
    ],
    [
      { metric, min: 2, max: 9 },
      { min: 2, max: 5 },
    ],
    [{ metric: 'Bounded(JobMetric("cpu"), 0.5:4.5)' }, { min: 1, max: 4 }],
    [{ metric: `(${metric})` }, { min: 1, max: 5 }],
    [{ metric: `BoundedMetric(JobMetric("cpu"), -3:5)` }, { min: 0, max: 5 }],
  ])('%j: %j', (parameters, expected) => {
    expect(define(parameters).bounds).toEqual(expected);
  });
});

test.each<[{ readonly [name: string]: Json }, string]>([
  [{ metric: 'JobMetric("cpu")' }, 'max is missing'],
  [{ metric: 'Bounded(JobMetric("cpu"), 1:5) + 1' }, 'max is missing'],
  [{ metric: 'Bounded(JobMetric("cpu"), 1:5)', min: 6 }, 'no scale is left between them'],
  [{ metric: 'JobMetric("cpu")', min: 5, max: 4 }, 'no scale is left between them'],
  [{ metric: 'JobMetric("cpu"', max: 4 }, 'at column 16'],
  [{ max: 4 }, 'metric is missing'],
  [{ metric: 'JobMetric("cpu")', max: -1 }, 'max is -1'],
  [{ metric: 'JobMetric("cpu")', max: 4, interval: 'soon' }, 'interval is "soon"'],
  [{ metric: 'JobMetric("cpu")', max: 4, interval: '1ms' }, 'interval is 1 ms'],
  [
    { metric: 'JobMetric("cpu")', max: 4, intervall: '10s' },
    'there is no parameter "intervall"; did you mean "interval"?',
  ],
  [{ metric: 'JobMetric("cpu")', max: 4, job: 'w' }, 'job is "w"'],
  [{ metric: 'JobMetric("cpu")', max: 4, behavior: { scaleUp: {} } }, 'behavior is not supported yet'],
  [{ metric: 'JobMetric("cpu")', max: 4, schedule: [] }, 'schedule is not supported yet'],
  [{ metric: 'JobMetric("cpu")', max: 4, fallback: { after: 3 } }, 'fallback.scale is missing'],
])('%j is refused: %s', (parameters, message) => {
  expect(() => define(parameters)).toThrow(
    expect.objectContaining({ remedy: 'fix', message: expect.stringContaining(message) }),
  );
});

test('a KuberJobScaler is a Target of cpu', () => {
  const scaler = define({ target: '70', min: 1, max: 5 }, 'KuberJobScaler');
  expect(scaler.text).toBe('Bounded(Target(JobMetric("cpu"), 70), 1:5)');
  expect(scaler.bounds).toEqual({ min: 1, max: 5 });
});

test('an unknown type is refused', () => {
  expect(() => define({}, 'NodeScaler')).toThrow('there is no scaler type "NodeScaler"');
});

test('a metric made in code is bound to the job of its scaler, one of another job to that', () => {
  const metric = new Bounded(new JobMetric('cpu'), [1, 5]);
  const scaler = new JobScaler({ namespace: 'ns', name: 's', job: 'JuliaParBatchWorkers/w', metric });
  expect(scaler.requests[0]?.query).toMatchObject({ namespace: 'ns', job: 'w', metric: 'cpu' });
  expect(scaler.requests).toEqual(define({ metric: 'Bounded(JobMetric("cpu"), 1:5)' }).requests);
  expect(
    define({ metric: 'JobMetric("cpu"; job="Generic/other")', max: 2 }).requests[0]?.query,
  ).toMatchObject({
    namespace: 'ns',
    job: 'other',
  });
});

test('users register classes of their own', () => {
  const own = new MetricRegistry();
  own.register('Doubled', {
    positional: ['metric'],
    build: (given) => new Bounded(given.get('metric').metric(), [0, 2]),
  });
  const parameters = { job: 'Generic/w', metric: 'Doubled(JobMetric("cpu"))', max: 3 };
  const spec = { namespace: 'ns', name: 's', type: 'JobScaler', owner: 'api', parameters } as const;
  expect(defineScaler(spec, own).bounds).toEqual({ min: 0, max: 2 });
  expect(() => defineScaler(spec, registry)).toThrow('there is no metric "Doubled"');
  expect(() => own.register('Doubled', { positional: [], build: () => new JobMetric('cpu') })).toThrow(
    'already',
  );
  expect(() => own.register('not a name', { positional: [], build: () => new JobMetric('cpu') })).toThrow(
    'no name',
  );
});
