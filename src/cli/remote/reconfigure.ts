import type { Command } from 'commander';
import { reconfigure, type ReloadReport } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface ReconfigureOptions extends RemoteOptions {
  readonly apply?: true;
}

/** `juliarun reconfigure`: the service reads its configuration file again. */
export function reconfigureCommand(io: Io): Command {
  return remoteCommand('reconfigure', 'have the service read its configuration file again')
    .option('--apply', 'also update and delete running jobs that differ from the file')
    .action(async (options: ReconfigureOptions) => {
      const remote = connect(io, options);
      remote.show(await reconfigure(remote.context, { ...remote.call, apply: options.apply }), textOf);
    });
}

function textOf(report: ReloadReport): string {
  const lines = [
    ...report.submitted.map((entry) => `submitted ${title(entry)}`),
    ...report.updated.map((entry) => `updated ${title(entry)}`),
    ...report.deleted.map((entry) => `deleted ${title(entry)}`),
    ...report.drift.map(
      (entry) =>
        `${title(entry)} was ${entry.change} in the file and runs on as it is; --apply brings it in line`,
    ),
    ...report.kept.map((entry) => `${title(entry)} stays away until its entry changes`),
    ...report.failed.map((entry) => `${title(entry)} failed: ${entry.reason}`),
  ];
  return lines.length === 0 ? 'nothing to change' : lines.join('\n');
}

function title({ kind, namespace, name }: ReloadReport['kept'][number]): string {
  return `${kind} ${namespace}/${name}`;
}
