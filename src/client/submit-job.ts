import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions, Parameters } from './request.ts';

/** Submits a job, or a scaler, with the parameters of its type. ApiError 409 if the name is taken. */
export function submitJob(
  context: Context,
  { type, name }: Job,
  parameters: Parameters,
  options?: CallOptions,
): Promise<null> {
  return call(
    context,
    { api: 'submitJob', type, parameters: { ...parameters, name }, mutates: true },
    options,
  );
}
