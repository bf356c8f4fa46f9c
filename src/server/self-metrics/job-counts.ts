import type { JobManager } from '../../jobs/job-manager.ts';
import type { JobState } from '../../jobs/job-state.ts';
import { RetryableError } from '../../lib/errors.ts';
import type { LabelledValue } from './shown-values.ts';

/** How many jobs there are of each type in each phase; none while the cluster is away. */
export async function jobCounts(jobs: Pick<JobManager, 'list'>): Promise<readonly LabelledValue[]> {
  const counts = new Map<string, Map<string, number>>();
  for (const state of await statesOf(jobs)) {
    const phases = counts.get(state.spec.type) ?? new Map<string, number>();
    counts.set(state.spec.type, phases);
    const phase = phaseOf(state);
    phases.set(phase, (phases.get(phase) ?? 0) + 1);
  }
  return [...counts].flatMap(([type, phases]) =>
    [...phases].map(([phase, count]) => [count, type, phase] as const),
  );
}

async function statesOf(jobs: Pick<JobManager, 'list'>): Promise<readonly JobState[]> {
  try {
    return (await jobs.list(undefined, new AbortController().signal)).states;
  } catch (error) {
    if (error instanceof RetryableError) return [];
    throw error;
  }
}

function phaseOf({ finished, created, pendingReason }: JobState): string {
  if (finished !== undefined) return finished.outcome;
  return created && pendingReason === undefined ? 'running' : 'pending';
}
