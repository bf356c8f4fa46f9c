import type { Command } from 'commander';
import { updateJob } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { parametersCommand } from '../parameters-command.ts';

/** `juliarun update`: some parameters of a job. */
export function updateCommand(io: Io): Command {
  return parametersCommand(
    io,
    'update',
    'change parameters of a job; its processes are replaced one at a time',
    async (remote, job, parameters) => {
      await updateJob(remote.context, job, parameters, remote.call);
      remote.show(null, () => `updated ${job.name}`);
    },
  );
}
