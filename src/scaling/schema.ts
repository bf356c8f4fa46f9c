import { z } from 'zod';
import { collectionIn } from '../api/collections.ts';
import { decimal, duration, flag, integer, text } from '../api/values.ts';
import { arriving, wireForm } from '../api/wire-form.ts';

const MOST_WORKERS = 100_000;
const JOB = /^[^/\s]+\/[^/\s]+$/;

const target = () =>
  wireForm(arriving.text, 'the job as Type/name, such as JuliaParBatchWorkers/darts', (value) =>
    JOB.test(value) ? value : undefined,
  ).describe('The job to scale, as Type/name');

/** An object, or its text in JSON or Julia. */
function object(allowed: string) {
  return wireForm(arriving.map, allowed, (value) =>
    typeof value === 'string' ? collectionIn(value) : value,
  );
}

/** While the metric is unknown `after` times in a row, the scale is at least `scale` (or just that, with `allow_scale_in`). */
const Fallback = z.strictObject({
  after: integer(1, 1_000_000).default(3).describe('Unknown readings in a row before it applies'),
  scale: integer(0, MOST_WORKERS).describe('Scale to fall back to'),
  allow_scale_in: flag().default(false).describe('Whether it may also lower the scale'),
});

const common = {
  job: target(),
  interval: duration({ zero: false }).default('30s').describe('Time between two looks at the metric'),
  dry_run: flag().default(false).describe('Decide and record, but change nothing'),
  paused: flag().default(false).describe('Do not decide'),
};

/** What a JobScaler is submitted with, beside name and namespace. */
export const ScalerParameters = z.strictObject({
  ...common,
  metric: text('a metric such as Bounded(WorkQueueMetric("workq") / 8, 1:5)', 20_000).describe(
    'What to scale on',
  ),
  min: integer(0, MOST_WORKERS).default(0).describe('Lowest scale'),
  max: integer(0, MOST_WORKERS)
    .optional()
    .describe('Highest scale; may be left out if the metric is Bounded'),
  behavior: object('scaleUp and scaleDown as in autoscaling/v2')
    .optional()
    .describe('How fast the scale may change'),
  fallback: object('{"after": 3, "scale": N}')
    .pipe(Fallback)
    .optional()
    .describe('Scale while the metric is unknown'),
  schedule: z.unknown().optional().describe('Bounds by time of day'),
});
export type ScalerParameters = z.infer<typeof ScalerParameters>;

/** What a KuberJobScaler is submitted with: `Bounded(Target(JobMetric("cpu"), target), min:max)`. */
export const KuberScalerParameters = z.strictObject({
  ...common,
  target: decimal().describe('Use of cpu to aim at, in percent of what is requested'),
  min: integer(0, MOST_WORKERS).default(1).describe('Lowest scale'),
  max: integer(1, MOST_WORKERS).describe('Highest scale'),
});
export type KuberScalerParameters = z.infer<typeof KuberScalerParameters>;
