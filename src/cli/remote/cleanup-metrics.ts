import type { Command } from 'commander';
import { cleanupMetrics } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { planningCommand } from '../planning-command.ts';

/** `juliarun cleanup-metrics`: totals go, and what setup altered is restored. */
export function cleanupMetricsCommand(io: Io): Command {
  const words = {
    description: 'remove totals and averages and restore what setup altered; what was measured stays',
    force: 'do it; without it only an empty plan is carried out',
    nothing: 'nothing to clean up',
  };
  return planningCommand(io, 'cleanup-metrics', words, cleanupMetrics);
}
