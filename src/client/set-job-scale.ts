import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/**
 * Requests a number of workers, or a range `A:B` or `A:STEP:B` that is gone through step by step, each waiting
 * for the last. Resolves when the request is durable, not when it is met. ApiError 404 if there is no such job.
 */
export function setJobScale(
  context: Context,
  { type, name }: Job,
  parallelism: number | string,
  options?: CallOptions,
): Promise<true> {
  return call(
    context,
    { api: 'setJobScale', type, parameters: { name, parallelism }, mutates: true },
    options,
  );
}
