import type { Command } from 'commander';
import { submitJob } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { parametersCommand } from '../parameters-command.ts';

/** `juliarun submit`: a job, or a scaler. */
export function submitCommand(io: Io): Command {
  return parametersCommand(
    io,
    'submit',
    'submit a job, or a scaler, with the parameters of its type',
    async (remote, job, parameters) => {
      await submitJob(remote.context, job, parameters, remote.call);
      remote.show(null, () => `submitted ${job.name}; see: juliarun status ${job.type} ${job.name}`);
    },
  );
}
