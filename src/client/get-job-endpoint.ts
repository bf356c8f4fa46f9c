import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/** Where a job is reached: its hosts, and the real port of each port name. */
export function getJobEndpoint(
  context: Context,
  { type, name }: Job,
  options?: CallOptions,
): Promise<[hosts: string[], ports: Record<string, number>]> {
  return call(context, { api: 'getJobEndpoint', type, parameters: { name } }, options);
}
