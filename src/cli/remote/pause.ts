import type { Command } from 'commander';
import { pauseScaler } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface PauseOptions extends RemoteOptions {
  readonly for?: string;
}

/** `juliarun pause`: a scaler stops deciding. */
export function pauseCommand(io: Io): Command {
  return remoteCommand('pause', 'stop a scaler from deciding')
    .argument('<scaler>')
    .option('--for <duration>', 'how long, such as 1h (default: until it is resumed)')
    .action(async (scaler: string, options: PauseOptions) => {
      const remote = connect(io, options);
      const done = await pauseScaler(remote.context, scaler, { ...remote.call, for: options.for });
      remote.show(
        done,
        () =>
          `paused ${scaler}${options.for === undefined ? '; juliarun resume ends it' : ` for ${options.for}`}`,
      );
    });
}
