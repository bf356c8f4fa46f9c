import type { JobRef } from '../../jobs/job-ref.ts';
import { formatDuration, parseDuration } from '../../lib/duration.ts';
import { InvalidError } from '../../lib/errors.ts';
import { canonicalJson } from '../../lib/json.ts';
import { writeCall, writeString } from '../expression/write.ts';
import type { JobMetricQuery } from '../ports/signal-queries.ts';
import type { SignalRequest } from '../scaler-metric.ts';
import { Leaf } from './leaf.ts';

export const usageOf = ['request', 'limit'] as const satisfies readonly JobMetricQuery['of'][];
export const acrossSeries = [
  'sum',
  'mean',
  'max',
  'min',
] as const satisfies readonly JobMetricQuery['across'][];

/** Stands for whichever job the scaler turns out to have: JobScaler puts its own in. */
export const OPEN_JOB: JobRef = { namespace: '', name: '' };

const NAME = /^[^\s"\\]{1,200}$/;
const standard = { of: 'request', across: 'sum' } as const;

export interface JobMetricOptions {
  /** Another job of the same namespace, as `name` or `Type/name`; default: the scaler's own. */
  readonly job?: string;
  /** What use is measured against. */
  readonly of?: JobMetricQuery['of'];
  /** How the newest values of several series are made one. */
  readonly across?: JobMetricQuery['across'];
  /** `90s`, or seconds; older values are unknown. Default: 3 collect intervals, or 5 minutes for a custom metric. */
  readonly maxAge?: string | number;
  /** The scaler's own job; without it, JobScaler binds the metric to its own. */
  readonly own?: JobRef;
}

/**
 * What a job uses or reports: `cpu` and `memory` (`mem`) in percent of what its ready workers requested or may
 * use at most; any other name is a custom metric. InvalidError for a name or option that cannot be.
 */
export class JobMetric extends Leaf {
  constructor(name: string, options: JobMetricOptions = {}) {
    if (!NAME.test(name)) throw new InvalidError('bad-metric', `"${name}" is no name of a metric`);
    const metric = name === 'mem' ? 'memory' : name;
    const { of = standard.of, across = standard.across, own = OPEN_JOB } = options;
    const maxAge = options.maxAge === undefined ? null : parseDuration(options.maxAge);
    const query = {
      namespace: own.namespace,
      job: jobName(options.job) ?? own.name,
      metric,
      of,
      across,
      maxAge,
    } satisfies JobMetricQuery;
    super({
      expression: writeCall('JobMetric', [writeString(metric)], {
        job: options.job === undefined ? undefined : writeString(options.job),
        of: of === standard.of ? undefined : writeString(of),
        across: across === standard.across ? undefined : across,
        max_age: maxAge === null ? undefined : writeString(formatDuration(maxAge)),
      }),
      request: requestOf(query),
    });
  }
}

/** The request with the scaler's own namespace and job where a JobMetric left them open. */
export function bindToJob(request: SignalRequest, own: JobRef): SignalRequest {
  const query: unknown = request.query;
  if (request.source !== 'job' || !isJobQuery(query) || query.namespace !== OPEN_JOB.namespace)
    return request;
  return requestOf({
    ...query,
    namespace: own.namespace,
    job: query.job === OPEN_JOB.name ? own.name : query.job,
  });
}

function requestOf(query: JobMetricQuery): SignalRequest {
  return { key: `job:${canonicalJson({ ...query })}`, source: 'job', query: { ...query } };
}

function jobName(job: string | undefined): string | undefined {
  if (job === undefined) return undefined;
  const name = job.slice(job.lastIndexOf('/') + 1);
  if (name === '')
    throw new InvalidError('bad-metric', `"${job}" names no job; write it as "name" or "Type/name"`);
  return name;
}

function isJobQuery(query: unknown): query is JobMetricQuery {
  return typeof query === 'object' && query !== null && 'namespace' in query && 'job' in query;
}
