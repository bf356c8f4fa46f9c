import type { Command } from 'commander';
import { setupMetrics } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { planningCommand } from '../planning-command.ts';

/** `juliarun setup-metrics`: what the store of metrics needs is made or altered. */
export function setupMetricsCommand(io: Io): Command {
  const words = {
    description: 'make or alter what the store of metrics needs, as the configuration says',
    force: 'even if points or totals go that are stored',
    nothing: 'the store of metrics is set up; nothing to do',
  };
  return planningCommand(io, 'setup-metrics', words, setupMetrics);
}
