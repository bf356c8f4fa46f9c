import type { Rusage } from '../api/calls/get-rusage.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Time } from './get-metrics.ts';
import type { CallOptions } from './request.ts';

export interface RusageOptions extends CallOptions {
  /** Default: an hour ago. */
  readonly start?: Time | undefined;
  /** Not in the period any more, so that adjacent periods add up. Default: now. */
  readonly end?: Time | undefined;
  /** Of `cpu`, `mem` (or `memory`) and `gpu`. Default: cpu and mem. */
  readonly resource?: string | readonly string[] | undefined;
  /** Whom the rows tell apart. Default: accounts. */
  readonly by?: 'account' | 'job' | 'user' | undefined;
}

/**
 * What was used in [start, end), in core hours, GiB hours and GPU hours. The answer's times are those used: both
 * are rounded down to a quarter of an hour where the points of its cut ends have been removed. ApiError 400 if
 * nothing of the period is kept any more.
 */
export function getRusage(context: Context, options: RusageOptions = {}): Promise<Rusage> {
  const { start, end, resource, by } = options;
  const resources = typeof resource === 'string' ? resource : resource?.join(',');
  const parameters = { start_time: start, end_time: end, resource: resources, by };
  return call(context, { api: 'getRusage', parameters }, options);
}
