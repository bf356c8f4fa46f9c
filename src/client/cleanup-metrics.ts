import type { Plan } from '../api/plan.ts';
import type { Context } from './context.ts';
import { callPlanning, type DryRunOptions, type PlanningOptions } from './planning.ts';

/**
 * Removes totals and averages, and restores what `setupMetrics` altered; never points that were measured. With
 * `dryRun` it yields what would be done. ApiError 409 if `force` is not set.
 */
export function cleanupMetrics(
  context: Context,
  options?: PlanningOptions & { readonly dryRun?: false },
): Promise<true>;
export function cleanupMetrics(context: Context, options: DryRunOptions): Promise<Plan>;
export function cleanupMetrics(
  context: Context,
  options: PlanningOptions & { readonly dryRun?: boolean } = {},
): Promise<true | Plan> {
  return callPlanning(context, 'cleanupMetrics', options);
}
