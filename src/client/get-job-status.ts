import type { JobStatus } from '../api/calls/job-status.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/** How a job is. ApiError 404 if there is none. */
export function getJobStatus(
  context: Context,
  { type, name }: Job,
  options?: CallOptions,
): Promise<JobStatus> {
  return call(context, { api: 'getJobStatus', type, parameters: { name, format: 'object' } }, options);
}
