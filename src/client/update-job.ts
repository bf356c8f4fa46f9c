import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions, Parameters } from './request.ts';

/** Changes some parameters of a job; its processes are replaced one at a time. Type, run_volume and scale stay. */
export function updateJob(
  context: Context,
  { type, name }: Job,
  parameters: Parameters,
  options?: CallOptions,
): Promise<null> {
  return call(
    context,
    { api: 'updateJob', type, parameters: { ...parameters, name }, mutates: true },
    options,
  );
}
