import { Option, type Command } from 'commander';
import { bucketUnits } from '../calendar/bucket-unit.ts';
import type { Io } from '../io.ts';
import { withPeriod } from '../period-options.ts';
import { remoteCommand } from '../remote-command.ts';
import type { RusageOptions } from '../usage/rusage-options.ts';

/** `juliarun rusage`: what was used, by whom, at what cost. */
export function rusageCommand(io: Io): Command {
  const formats = ['table', 'json', 'csv'] as const;
  const command = remoteCommand('rusage', 'what accounts, jobs or users used over a time', formats);
  return withPeriod(command, 'an hour')
    .addOption(
      new Option('--by <whom>', 'whom the rows tell apart')
        .choices(['account', 'job', 'user'])
        .default('account'),
    )
    .option('--resource <list>', 'cpu, mem and gpu, with commas', 'cpu,mem')
    .option('--account <name>', 'of one account only')
    .option('--top <n>', 'only the rows that cost the most, or without prices used the most')
    .option('--chart', 'draw the usage over the period, too')
    .addOption(new Option('--per <unit>', 'what each bar of the chart is for').choices(bucketUnits))
    .action(async (word: string | undefined, options: RusageOptions) => {
      const { reportUsage } = await import('../usage/report-usage.ts');
      await reportUsage(io, word, options);
    });
}
