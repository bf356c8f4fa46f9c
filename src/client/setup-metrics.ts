import type { Plan } from '../api/plan.ts';
import type { Context } from './context.ts';
import { callPlanning, type DryRunOptions, type PlanningOptions } from './planning.ts';

/**
 * Makes or alters what the store of metrics needs, as the service's configuration says; twice is once. With
 * `dryRun` it yields what would be done. ApiError 409 if points would go that are stored, and `force` is not set.
 */
export function setupMetrics(
  context: Context,
  options?: PlanningOptions & { readonly dryRun?: false },
): Promise<true>;
export function setupMetrics(context: Context, options: DryRunOptions): Promise<Plan>;
export function setupMetrics(
  context: Context,
  options: PlanningOptions & { readonly dryRun?: boolean } = {},
): Promise<true | Plan> {
  return callPlanning(context, 'setupMetrics', options);
}
