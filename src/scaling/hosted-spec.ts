import type { HostedSpec } from '../jobs/ports/hosted-jobs.ts';
import type { Owner } from '../jobs/job-spec.ts';
import { formatDuration } from '../lib/duration.ts';
import { maskSecrets } from './expression/mask.ts';
import type { JobScaler } from './job-scaler.ts';

/** The spec as others see it: with its metric, even one that was made in code, and without its secrets. */
export function shownSpec(spec: HostedSpec, text: string): HostedSpec {
  if (spec.type !== 'JobScaler') return spec;
  const { metric } = spec.parameters;
  const shown = typeof metric === 'string' ? maskSecrets(metric) : text;
  return { ...spec, parameters: { ...spec.parameters, metric: shown } };
}

/** Whoever changes a shown spec and sends it back sends masks; they stand for the secrets that were there. */
export function withSecretsOf(before: HostedSpec, spec: HostedSpec): HostedSpec {
  const { metric } = before.parameters;
  if (typeof metric !== 'string' || spec.parameters['metric'] !== maskSecrets(metric)) return spec;
  return { ...spec, parameters: { ...spec.parameters, metric } };
}

/** Whether its metric was built in code and cannot be written down. */
export function isBuilt(spec: HostedSpec): boolean {
  return spec.type === 'JobScaler' && spec.parameters['metric'] === undefined;
}

export function withoutMetric(spec: HostedSpec): HostedSpec {
  const { metric: _, ...parameters } = spec.parameters;
  return { ...spec, parameters };
}

/** What a scaler that was built in code would have been submitted as; without a metric if that holds a function. */
export function specOf(scaler: JobScaler, owner: Owner): HostedSpec {
  const { ref, job, interval, bounds, fallback, metric } = scaler;
  return {
    ...ref,
    type: 'JobScaler',
    owner,
    parameters: {
      job,
      interval: formatDuration(interval),
      ...bounds,
      dry_run: scaler.dryRun,
      paused: scaler.paused,
      ...(fallback && {
        fallback: { after: fallback.after, scale: fallback.scale, allow_scale_in: fallback.allowScaleIn },
      }),
      ...(metric.expression !== undefined && { metric: metric.expression }),
    },
  };
}
