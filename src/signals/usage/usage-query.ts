import {
  CPU_LIMIT,
  CPU_RATE,
  CPU_REQUEST,
  measurementOf,
  MEMORY_LIMIT,
  MEMORY_REQUEST,
  MEMORY_USAGE,
} from '../../accounting/measurements.ts';
import { jobKey, type JobRef } from '../../jobs/job-ref.ts';
import type { Millis } from '../../lib/time.ts';
import type { JobMetricQuery } from '../../scaling/ports/signal-queries.ts';
import type { SignalRequest } from '../../scaling/ports/signal-source.ts';

/** Age at which a value recorded by a caller is too old, unless the metric says otherwise. */
const CUSTOM_AGE: Millis = 5 * 60_000;
/** The same for usage, in collect intervals. */
const USAGE_INTERVALS = 3;

const USAGE = {
  cpu: { use: CPU_RATE, request: CPU_REQUEST, limit: CPU_LIMIT },
  memory: { use: MEMORY_USAGE, request: MEMORY_REQUEST, limit: MEMORY_LIMIT },
} as const;

/** A question about a job, with the measurements that answer it. */
export interface UsageQuestion {
  readonly key: string;
  readonly job: JobRef;
  readonly jobKey: string;
  readonly query: JobMetricQuery;
  readonly maxAge: Millis;
  /** The measurement of the values. */
  readonly values: string;
  /** The measurement that they are a share of; absent for custom ones. */
  readonly shareOf?: string;
}

/** The question that a request asks; undefined if it is none about a job. */
export function questionOf(
  { key, query }: SignalRequest,
  collectInterval: Millis,
): UsageQuestion | undefined {
  if (!isJobMetricQuery(query)) return undefined;
  const { namespace, job: name, metric, of, maxAge } = query;
  const job = { namespace, name };
  const common = { key, job, jobKey: jobKey(job), query };
  const usage = usageOf(metric);
  if (usage === undefined) {
    return { ...common, maxAge: maxAge ?? CUSTOM_AGE, values: measurementOf(metric) };
  }
  return {
    ...common,
    maxAge: maxAge ?? USAGE_INTERVALS * collectInterval,
    values: usage.use,
    shareOf: usage[of],
  };
}

function usageOf(metric: string): (typeof USAGE)[keyof typeof USAGE] | undefined {
  if (metric === 'cpu') return USAGE.cpu;
  return metric === 'memory' || metric === 'mem' ? USAGE.memory : undefined;
}

function isJobMetricQuery(query: unknown): query is JobMetricQuery {
  if (typeof query !== 'object' || query === null) return false;
  const { namespace, job, metric, of, across, maxAge }: Partial<Record<keyof JobMetricQuery, unknown>> =
    query;
  return (
    [namespace, job, metric].every((name) => typeof name === 'string') &&
    (of === 'request' || of === 'limit') &&
    (across === 'sum' || across === 'mean' || across === 'max' || across === 'min') &&
    (maxAge === null || typeof maxAge === 'number')
  );
}
