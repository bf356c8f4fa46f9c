import type { Plan } from '../api/plan.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { CallOptions } from './request.ts';

/** How a change of the metrics' store is gone about. */
export interface PlanningOptions extends CallOptions {
  /** Also remove what is stored. */
  readonly force?: boolean | undefined;
}

/** The same, to hear what would be done: nothing is changed. */
export interface DryRunOptions extends PlanningOptions {
  readonly dryRun: true;
}

/** Calls what changes the store of metrics, or plans to. */
export function callPlanning(
  context: Context,
  api: 'setupMetrics' | 'cleanupMetrics',
  options: PlanningOptions & { readonly dryRun?: boolean },
): Promise<true | Plan> {
  const { dryRun = false, force = false } = options;
  return call(context, { api, parameters: { dry_run: dryRun, force }, mutates: true }, options);
}
