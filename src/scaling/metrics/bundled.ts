import type { MetricFactory } from '../metric-factory.ts';
import { Average } from './average.ts';
import { Bounded } from './bounded.ts';
import { Combine } from './combine.ts';
import { HttpMetric } from './http-metric.ts';
import { acrossSeries, JobMetric, usageOf } from './job-metric.ts';
import { JobScaleMetric } from './job-scale-metric.ts';
import { PerWorker } from './per-worker.ts';
import { PrometheusMetric } from './prometheus-metric.ts';
import { Target } from './target.ts';
import { Threshold } from './threshold.ts';
import { queueModes, WorkQueueMetric } from './work-queue-metric.ts';
import { given } from './given.ts';
import { InvalidError } from '../../lib/errors.ts';

const jobMetric: MetricFactory = {
  positional: ['name'],
  keywords: ['job', 'of', 'across', 'max_age'],
  build: (a) =>
    new JobMetric(a.get('name').text(), {
      own: a.job,
      ...given('job', a.find('job')?.text()),
      ...given('of', a.find('of')?.word(usageOf)),
      ...given('across', a.find('across')?.word(acrossSeries, { maximum: 'max', minimum: 'min' })),
      ...given('maxAge', a.find('max_age')?.duration()),
    }),
};

const workQueueMetric: MetricFactory = {
  positional: ['queue'],
  keywords: ['virtualhost', 'endpoint', 'host', 'port', 'username', 'password', 'tls', 'mode'],
  build: (a) =>
    new WorkQueueMetric(a.get('queue').text(), {
      ...given('virtualhost', a.find('virtualhost')?.text()),
      ...given('endpoint', a.find('endpoint')?.text()),
      ...given('host', a.find('host')?.text()),
      ...given('port', a.find('port')?.number()),
      ...given('username', a.find('username')?.text()),
      ...given('password', a.find('password')?.text()),
      ...given('tls', a.find('tls')?.boolean()),
      ...given('mode', a.find('mode')?.word(queueModes)),
    }),
};

const average: MetricFactory = {
  positional: ['metric', 'n'],
  keywords: ['window'],
  build(a) {
    const window = a.find('window')?.duration();
    const count = a.find('n')?.number();
    if (window !== undefined && count !== undefined) {
      throw new InvalidError(
        'bad-metric',
        'n and window are both given; an average looks back on readings or on a time',
      );
    }
    return new Average(a.get('metric').metric(), window === undefined ? a.get('n').number() : { window });
  },
};

const bounded: MetricFactory = {
  positional: ['metric', 'bounds'],
  build: (a) => new Bounded(a.get('metric').metric(), a.get('bounds').pair()),
};

/** The classes that are always there, by the names that expressions call them. */
export const bundledMetrics: readonly (readonly [name: string, factory: MetricFactory])[] = [
  ['JobMetric', jobMetric],
  ['WorkQueueMetric', workQueueMetric],
  [
    'PrometheusMetric',
    {
      positional: ['query'],
      keywords: ['endpoint'],
      build: (a) =>
        new PrometheusMetric(a.get('query').text(), given('endpoint', a.find('endpoint')?.text())),
    },
  ],
  [
    'HttpMetric',
    {
      positional: ['url'],
      keywords: ['path'],
      build: (a) => new HttpMetric(a.get('url').text(), given('path', a.find('path')?.text())),
    },
  ],
  ['Average', average],
  ['AverageMetric', average],
  ['Bounded', bounded],
  ['BoundedMetric', bounded],
  [
    'Threshold',
    {
      positional: ['metric', 'bounds', 'step'],
      build: (a) => new Threshold(a.get('metric').metric(), a.get('bounds').pair(), a.find('step')?.number()),
    },
  ],
  [
    'Combine',
    {
      positional: ['metrics', 'f'],
      build: (a) => new Combine(a.get('metrics').metrics(), a.get('f').function()),
    },
  ],
  [
    'JobScaleMetric',
    {
      positional: ['metric', 'f'],
      build: (a) => new JobScaleMetric(a.get('metric').metric(), a.find('f')?.function()),
    },
  ],
  [
    'Target',
    {
      positional: ['metric', 't'],
      keywords: ['tolerance'],
      build: (a) =>
        new Target(
          a.get('metric').metric(),
          a.get('t').number(),
          given('tolerance', a.find('tolerance')?.number()),
        ),
    },
  ],
  [
    'PerWorker',
    {
      positional: ['metric', 'k'],
      keywords: ['tolerance'],
      build: (a) =>
        new PerWorker(
          a.get('metric').metric(),
          a.get('k').number(),
          given('tolerance', a.find('tolerance')?.number()),
        ),
    },
  ],
];
