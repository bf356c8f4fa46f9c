import type { HostedSpec } from '../jobs/ports/hosted-jobs.ts';
import { checkParameters } from '../jobs/check-parameters.ts';
import { parseDuration } from '../lib/duration.ts';
import { InvalidError } from '../lib/errors.ts';
import { parseMetric } from './expression/parse.ts';
import { JobScaler } from './job-scaler.ts';
import type { MetricRegistry } from './metric-registry.ts';
import { Bounded } from './metrics/bounded.ts';
import { given } from './metrics/given.ts';
import { JobMetric } from './metrics/job-metric.ts';
import { Target } from './metrics/target.ts';
import type { ScalerMetric } from './scaler-metric.ts';
import { KuberScalerParameters, ScalerParameters } from './schema.ts';
import type { z } from 'zod';

/** The types of hosted jobs that are scalers. */
export const scalerTypes = ['JobScaler', 'KuberJobScaler'] as const;

/**
 * Makes of a submitted scaler what it means. A metric that is there already (it was built in code, or is shared)
 * stands in for its expression. InvalidError says which parameter is wrong and how to mend it.
 */
export function defineScaler(spec: HostedSpec, registry: MetricRegistry, built?: ScalerMetric): JobScaler {
  if (spec.type === 'JobScaler') return defineJobScaler(spec, registry, built);
  if (spec.type === 'KuberJobScaler') return defineKuberScaler(spec);
  throw new InvalidError(
    'unknown-type',
    `there is no scaler type "${spec.type}"; there is ${scalerTypes.join(', ')}`,
  );
}

function defineJobScaler(
  spec: HostedSpec,
  registry: MetricRegistry,
  built: ScalerMetric | undefined,
): JobScaler {
  const parameters = read(ScalerParameters, spec);
  const { fallback } = parameters;
  for (const key of ['behavior', 'schedule'] as const) {
    if (parameters[key] !== undefined)
      throw new InvalidError('bad-parameter', `${key} is not supported yet; leave it out`);
  }
  return new JobScaler({
    ...commonOptions(spec, parameters),
    metric: built ?? parseMetric(parameters.metric, { registry, job: targetRef(spec, parameters.job) }),
    min: parameters.min,
    ...given('max', parameters.max),
    ...given(
      'fallback',
      fallback && { after: fallback.after, scale: fallback.scale, allowScaleIn: fallback.allow_scale_in },
    ),
  });
}

function defineKuberScaler(spec: HostedSpec): JobScaler {
  const parameters = read(KuberScalerParameters, spec);
  const { target, min, max } = parameters;
  const cpu = new JobMetric('cpu', { own: targetRef(spec, parameters.job) });
  return new JobScaler({
    ...commonOptions(spec, parameters),
    metric: new Bounded(new Target(cpu, target), [min, max]),
  });
}

function commonOptions(spec: HostedSpec, parameters: ScalerParameters | KuberScalerParameters) {
  return {
    namespace: spec.namespace,
    name: spec.name,
    job: parameters.job,
    interval: parseDuration(parameters.interval),
    dryRun: parameters.dry_run,
    paused: parameters.paused,
  };
}

function targetRef(spec: HostedSpec, job: string): { namespace: string; name: string } {
  return { namespace: spec.namespace, name: job.slice(job.indexOf('/') + 1) };
}

function read<Schema extends z.ZodObject>(schema: Schema, spec: HostedSpec): z.output<Schema> {
  return checkParameters(schema, spec.parameters, `${spec.type} "${spec.name}"`);
}
