import type { Command } from 'commander';
import { resumeScaler } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

/** `juliarun resume`: a paused scaler decides again. */
export function resumeCommand(io: Io): Command {
  return remoteCommand('resume', 'let a paused scaler decide again')
    .argument('<scaler>')
    .action(async (scaler: string, options: RemoteOptions) => {
      const remote = connect(io, options);
      remote.show(await resumeScaler(remote.context, scaler, remote.call), () => `resumed ${scaler}`);
    });
}
