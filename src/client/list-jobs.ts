import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** The jobs and scalers of the namespace by name, each with its type. */
export function listJobs(context: Context, options?: CallOptions): Promise<Record<string, { type: string }>> {
  return call(context, { api: 'listJobs' }, options);
}
