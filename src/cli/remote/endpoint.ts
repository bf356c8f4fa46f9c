import type { Command } from 'commander';
import { getJobEndpoint } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { renderTable } from '../table.ts';

/** `juliarun endpoint`: where a job is reached. */
export function endpointCommand(io: Io): Command {
  return remoteCommand('endpoint', 'where a job is reached: hosts and ports')
    .argument('<type>')
    .argument('<name>')
    .action(async (type: string, name: string, options: RemoteOptions) => {
      const remote = connect(io, options);
      remote.show(await getJobEndpoint(remote.context, { type, name }, remote.call), ([hosts, ports]) => {
        const rows = hosts.flatMap((host) =>
          Object.entries(ports).map(([port, number]) => [host, port, number]),
        );
        return rows.length === 0 ? `${name} has no ports` : renderTable(['HOST', 'PORT', 'NUMBER'], rows);
      });
    });
}
