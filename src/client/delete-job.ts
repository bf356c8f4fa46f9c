import type { Deletion } from '../api/calls/delete-job.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

export interface DeleteOptions extends CallOptions {
  /** Delete it even if it has not ended. */
  readonly force?: boolean | undefined;
}

/**
 * Deletes a job and its scalers, or a scaler. ApiError 409 if the job has not ended and `force` is not set.
 * With `verbose`: whether the configuration file declares it, so that it stays away until its entry changes, too.
 */
export function deleteJob(
  context: Context,
  job: Job,
  options?: DeleteOptions & { readonly verbose?: false },
): Promise<boolean>;
export function deleteJob(
  context: Context,
  job: Job,
  options: DeleteOptions & { readonly verbose: true },
): Promise<Deletion>;
export function deleteJob(
  context: Context,
  { type, name }: Job,
  options: DeleteOptions & { readonly verbose?: boolean } = {},
): Promise<boolean | Deletion> {
  const { force = false, verbose } = options;
  const parameters = { name, force, verbose };
  return call(context, { api: 'deleteJob', type, parameters, mutates: true }, options);
}
