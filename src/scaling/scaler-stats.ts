import type { HostedJob } from '../jobs/ports/hosted-jobs.ts';
import type { Decision } from './decision.ts';
import { Lateness } from './lateness.ts';

/** What the loop tells of itself, since the start. */
export interface ScalerStats {
  readonly lateness: Lateness;
  readonly decisions: Readonly<Record<Decision['outcome'], number>>;
  /** Reads that failed or timed out as a whole, by source. */
  readonly sourceFailures: ReadonlyMap<string, number>;
  /** Writes of memory and decisions that failed. */
  readonly stateFailures: number;
  /** Looks for the scale of jobs that failed. */
  readonly clusterFailures: number;
  /** Slots left out because their last run was still under way. */
  readonly skippedSlots: number;
  readonly scalers: Readonly<Record<HostedJob['status'], number>>;
}

export class ScalerCounts {
  readonly lateness = new Lateness();
  readonly decisions: Record<Decision['outcome'], number> = {
    applied: 0,
    unchanged: 0,
    'dry-run': 0,
    held: 0,
    failed: 0,
  };
  readonly sourceFailures = new Map<string, number>();
  stateFailures = 0;
  clusterFailures = 0;
  skippedSlots = 0;

  sourceFailed(source: string): void {
    this.sourceFailures.set(source, (this.sourceFailures.get(source) ?? 0) + 1);
  }
}

export function statsOf(counts: ScalerCounts, statuses: readonly HostedJob['status'][]): ScalerStats {
  const scalers: Record<HostedJob['status'], number> = { waiting: 0, running: 0, paused: 0, ended: 0 };
  for (const status of statuses) scalers[status]++;
  const { lateness, decisions, sourceFailures, stateFailures, clusterFailures, skippedSlots } = counts;
  return { lateness, decisions, sourceFailures, stateFailures, clusterFailures, skippedSlots, scalers };
}
