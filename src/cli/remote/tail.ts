import type { Command } from 'commander';
import { followJob, tailJob, type Job } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface TailOptions extends RemoteOptions {
  readonly follow?: true;
  readonly stream?: 'stdout' | 'stderr';
  readonly count: string;
  readonly since?: string;
}

/** `juliarun tail`: what jobs have written. */
export function tailCommand(io: Io): Command {
  return remoteCommand('tail', 'the last lines that a job, or all jobs of the namespace, have written')
    .argument('[type]')
    .argument('[name]')
    .option('-f, --follow', 'go on with new lines as they come, until the job has ended')
    .option('-n, --count <lines>', 'number of lines', '50')
    .option('--stream <stream>', 'stdout or stderr (default: both)')
    .option('--since <time>', 'only lines from this time on, such as -10m')
    .action(async (type: string | undefined, name: string | undefined, options: TailOptions) => {
      const remote = connect(io, options);
      const job = jobOf(type, name);
      const what = {
        ...remote.call,
        stream: options.stream,
        count: countOf(options.count),
        since: options.since,
      };
      if (!options.follow) {
        remote.show(await tailJob(remote.context, job, what), (lines) => lines);
        return;
      }
      for await (const line of followJob(remote.context, job, what)) remote.show(line, () => line);
    });
}

function jobOf(type: string | undefined, name: string | undefined): Job | undefined {
  if (type === undefined) return undefined;
  if (name === undefined)
    throw new CliError(exitCodes.usage, 'give the name of the job, too: juliarun tail TYPE NAME');
  return { type, name };
}

function countOf(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new CliError(exitCodes.usage, `--count "${text}" is not a number of lines`);
}
