import type { Command } from 'commander';
import { getAllJobInfo } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { jobPhase } from '../job-phase.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { renderTable } from '../table.ts';

/** `juliarun list`: jobs and scalers. */
export function listCommand(io: Io): Command {
  return remoteCommand('list', 'jobs and scalers of the namespace').action(async (options: RemoteOptions) => {
    const remote = connect(io, options);
    remote.show(await getAllJobInfo(remote.context, remote.call), (jobs) => {
      const rows = Object.entries(jobs).map(
        ([
          name,
          {
            type,
            status,
            scale: [running, requested],
          },
        ]) => {
          const workers = requested > 0 || running > 0 ? `${running}/${requested}` : '';
          return [name, type, jobPhase(status, io.stdout), workers, status.restarts, status.reason ?? ''];
        },
      );
      if (rows.length === 0) return 'no jobs; submit one with: juliarun submit TYPE NAME --PARAM VALUE ...';
      return renderTable(['NAME', 'TYPE', 'STATUS', 'WORKERS', 'RESTARTS', 'REASON'], rows, io.stdout);
    });
  });
}
