import type { JobDescription } from '../api/calls/describe-job.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/** A job's definition, processes, events and last exits, and why some of it waits. */
export function describeJob(
  context: Context,
  { type, name }: Job,
  options?: CallOptions,
): Promise<JobDescription> {
  return call(context, { api: 'describeJob', type, parameters: { name } }, options);
}
