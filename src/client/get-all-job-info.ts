import type { JobInfo as AnyJobInfo } from '../api/calls/get-all-job-info.ts';
import type { JobStatus } from '../api/calls/job-status.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** A job with its status, its scale (running and requested) and its endpoint (hosts, and ports by name). */
export type JobInfo = AnyJobInfo & { readonly status: JobStatus };

/** All jobs and scalers of the namespace by name. */
export function getAllJobInfo(context: Context, options?: CallOptions): Promise<Record<string, JobInfo>> {
  return call(context, { api: 'getAllJobInfo', parameters: { format: 'object' } }, options);
}
