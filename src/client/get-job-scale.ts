import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/** How many workers of a job run, and how many are requested. ApiError 404 if there is no such job. */
export function getJobScale(
  context: Context,
  { type, name }: Job,
  options?: CallOptions,
): Promise<[running: number, requested: number]> {
  return call(context, { api: 'getJobScale', type, parameters: { name } }, options);
}
