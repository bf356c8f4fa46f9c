import type { Command } from 'commander';
import { waitJob, type JobStatus } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { jobPhase } from '../job-phase.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { watchJob } from '../watch-job.ts';

interface WaitOptions extends RemoteOptions {
  readonly timeout?: string;
}

/** `juliarun wait`: until a job has ended. Fails if the job has failed. */
export function waitCommand(io: Io): Command {
  return remoteCommand('wait', 'wait until a job has ended')
    .argument('<type>')
    .argument('<name>')
    .option('--timeout <seconds>', 'longest wait (default: none)')
    .action(async (type: string, name: string, options: WaitOptions) => {
      const remote = connect(io, options);
      const job = { type, name };
      const timeout = options.timeout === undefined ? undefined : secondsOf(options.timeout) * 1_000;
      const done = new AbortController();
      const watching = AbortSignal.any([io.signal, done.signal]);
      const watched = watchJob(io, remote, job, hasEnded, watching).catch(() => undefined);
      try {
        const status = await waitJob(remote.context, job, { signal: io.signal, timeout });
        done.abort();
        await watched;
        const reason = status.reason === null ? '' : `: ${status.reason}`;
        remote.show(status, () => `${name} ${jobPhase(status, io.stdout)}${reason}`);
        if (status.failed) throw new CliError(exitCodes.failed);
      } finally {
        done.abort();
        await watched;
      }
    });
}

function hasEnded({ succeeded, failed }: JobStatus): boolean {
  return succeeded || failed;
}

function secondsOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 0))
    throw new CliError(exitCodes.usage, `--timeout "${text}" is not a number of seconds`);
  return seconds;
}
