import type { ReloadReport } from '../api/calls/reconfigure.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

export interface ReconfigureOptions extends CallOptions {
  /** Also update and delete running jobs that differ from the file. */
  readonly apply?: boolean | undefined;
}

/** Has the service read its configuration file again. ApiError 400 with the reasons if it is wrong: nothing has changed then. */
export function reconfigure(context: Context, options: ReconfigureOptions = {}): Promise<ReloadReport> {
  const { apply = false } = options;
  return call(context, { api: 'reconfigure', parameters: { apply, verbose: true }, mutates: true }, options);
}
