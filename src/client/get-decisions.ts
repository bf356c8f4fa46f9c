import type { Decision } from '../api/calls/get-decisions.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** What a scaler has decided, newest first. Default: the last 20. */
export function getDecisions(
  context: Context,
  scaler: string,
  options: CallOptions & { readonly count?: number } = {},
): Promise<Decision[]> {
  const { count } = options;
  return call(context, { api: 'getDecisions', parameters: { name: scaler, count } }, options);
}
