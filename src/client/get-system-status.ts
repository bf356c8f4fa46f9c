import type { SystemStatus } from '../api/calls/get-system-status.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** Whether the service is connected to a cluster that is up. With `verbose`: its nodes and the jobs that wait, too. */
export function getSystemStatus(
  context: Context,
  options?: CallOptions & { readonly verbose?: false },
): Promise<boolean>;
export function getSystemStatus(
  context: Context,
  options: CallOptions & { readonly verbose: true },
): Promise<SystemStatus>;
export function getSystemStatus(
  context: Context,
  options: CallOptions & { readonly verbose?: boolean } = {},
): Promise<boolean | SystemStatus> {
  const { verbose } = options;
  return call(context, { api: 'getSystemStatus', parameters: { verbose } }, options);
}
