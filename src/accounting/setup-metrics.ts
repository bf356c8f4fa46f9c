import type { Clock } from '../lib/clock.ts';
import { ConflictError } from '../lib/errors.ts';
import { later, toExactRfc3339, type Instant } from '../lib/time.ts';
import type { MetricsStore } from './ports/metrics-store.ts';
import type { AdminStep, StoreSettings } from './ports/store-admin.ts';

/** How to go about it. */
export interface Planning {
  /** Only tell what would be done. */
  readonly dryRun: boolean;
  /** Also if something that is stored goes by it. */
  readonly force: boolean;
}

interface Setup {
  readonly store: Pick<MetricsStore, 'admin'>;
  readonly clock: Clock;
  readonly settings: StoreSettings;
}

/**
 * Makes or alters what the store needs, and gives what was done, or would be; nothing if nothing was missing.
 * ConflictError `needs-force` if a retention would become shorter than what is stored is old; then nothing is done.
 */
export async function setupMetrics(
  { store, clock, settings }: Setup,
  { dryRun, force }: Planning,
  signal: AbortSignal,
): Promise<readonly AdminStep[]> {
  const plan = await store.admin.plan(settings, signal);
  const removals = await removalsBy(plan, { store, now: clock.now() }, signal);
  if (dryRun) return plan.map((step) => withRemoval(step, removals.get(step)));
  if (removals.size > 0 && !force) throw needsForce('setup', [...removals.values()].join(', and '));
  return await store.admin.setup(settings, signal);
}

/**
 * Removes totals and restores what setup altered, and gives what was done, or would be. ConflictError `needs-force`
 * without `force`, if there is anything to do.
 */
export async function cleanupMetrics(
  { store }: Pick<Setup, 'store'>,
  { dryRun, force }: Planning,
  signal: AbortSignal,
): Promise<readonly AdminStep[]> {
  const plan = await store.admin.planCleanup(signal);
  if (dryRun || plan.length === 0) return plan;
  if (force) return await store.admin.cleanup(signal);
  throw needsForce('cleanup', plan.map(({ action, detail }) => `${action} (${detail})`).join(', '));
}

/** What each step removes, in words; only steps that remove something. */
async function removalsBy(
  plan: readonly AdminStep[],
  { store, now }: { readonly store: Setup['store']; readonly now: Instant },
  signal: AbortSignal,
): Promise<ReadonlyMap<AdminStep, string>> {
  const removals = new Map<AdminStep, string>();
  for (const step of plan) {
    if (step.shortens === undefined) continue;
    const { what, to } = step.shortens;
    const oldest = await (what === 'points'
      ? store.admin.oldestPoint(signal)
      : store.admin.oldestTotal(signal));
    const kept = later(now, -to);
    if (oldest !== undefined && oldest < kept)
      removals.set(step, `remove ${what} from ${toExactRfc3339(oldest)} to ${toExactRfc3339(kept)}`);
  }
  return removals;
}

function withRemoval(step: AdminStep, removal: string | undefined): AdminStep {
  return removal === undefined
    ? step
    : { ...step, detail: `${step.detail}; needs force: it would ${removal}` };
}

function needsForce(what: string, would: string): ConflictError {
  const mend = 'call it with force=true if that is meant; with dry_run=true it tells the whole plan';
  return new ConflictError('needs-force', `${what} would ${would}; ${mend}`);
}
