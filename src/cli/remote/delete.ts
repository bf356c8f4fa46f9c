import type { Command } from 'commander';
import { deleteJob, type Deletion } from '../../client/index.ts';
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
      const how = { ...remote.call, force: options.force, verbose: true } as const;
      remote.show(await deleteJob(remote.context, { type, name }, how), (done) => textOf(name, done));
    });
}

function textOf(name: string, { deleted, stays_away: staysAway }: Deletion): string {
  if (!deleted) return `${name} was gone already`;
  const note = '; the configuration file declares it: it stays away until its entry changes';
  return `deleted ${name}${staysAway ? note : ''}`;
}
