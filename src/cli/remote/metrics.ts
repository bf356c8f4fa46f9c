import type { Command } from 'commander';
import type { Io } from '../io.ts';
import type { MetricsOptions } from '../metrics/metrics-options.ts';
import { withPeriod } from '../period-options.ts';
import { remoteCommand } from '../remote-command.ts';

/** `juliarun metrics`: what processes used, once or again and again. */
export function metricsCommand(io: Io): Command {
  const command = remoteCommand('metrics', 'metrics of each process over a time', ['table', 'json', 'csv']);
  return withPeriod(command, 'ten minutes')
    .option(
      '--metrics <list>',
      'metric:aggregate, with commas; mean, min, max, sum, count, last, p95',
      'cpu:mean,mem:mean',
    )
    .option('--chart', 'draw how each metric went, too')
    .option('--times <n>', 'how often to show them; 0 is without end', '1')
    .option('--delay-secs <seconds>', 'time between', '5')
    .action(async (word: string | undefined, options: MetricsOptions) => {
      const { showMetrics } = await import('../metrics/show-metrics.ts');
      await showMetrics(io, word, options);
    });
}
