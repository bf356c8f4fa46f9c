import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

export interface DeleteOptions extends CallOptions {
  /** Delete it even if it has not ended. */
  readonly force?: boolean | undefined;
}

/** Deletes a job and its scalers, or a scaler. ApiError 409 if the job has not ended and `force` is not set. */
export function deleteJob(
  context: Context,
  { type, name }: Job,
  options: DeleteOptions = {},
): Promise<boolean> {
  const { force = false } = options;
  return call(context, { api: 'deleteJob', type, parameters: { name, force }, mutates: true }, options);
}
