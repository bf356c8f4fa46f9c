import type { Command } from 'commander';
import { deleteJob } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface DeleteOptions extends RemoteOptions {
  readonly force?: true;
}

/** `juliarun delete`: a job with its scalers, or a scaler. */
export function deleteCommand(io: Io): Command {
  return remoteCommand('delete', 'delete a job with its scalers, or a scaler')
    .argument('<type>')
    .argument('<name>')
    .option('--force', 'even if the job has not ended')
    .action(async (type: string, name: string, options: DeleteOptions) => {
      const remote = connect(io, options);
      const done = await deleteJob(remote.context, { type, name }, { ...remote.call, force: options.force });
      remote.show(done, () => (done ? `deleted ${name}` : `${name} was gone already`));
    });
}
