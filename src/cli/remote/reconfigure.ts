import type { Command } from 'commander';
import { reconfigure, type ReloadReport } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface ReconfigureOptions extends RemoteOptions {
  readonly apply?: true;
}

/** `juliarun reconfigure`: the service reads its configuration file again. Fails if an entry could not be brought about. */
export function reconfigureCommand(io: Io): Command {
  return remoteCommand('reconfigure', 'have the service read its configuration file again')
    .option('--apply', 'also update and delete running jobs that differ from the file')
    .action(async (options: ReconfigureOptions) => {
      const remote = connect(io, options);
      const report = await reconfigure(remote.context, { ...remote.call, apply: options.apply });
      remote.show(report, textOf);
      const failed = report.failed.map((entry) => `${title(entry)} failed: ${entry.reason}`);
      if (failed.length > 0) throw new CliError(exitCodes.failed, failed.join('\n'));
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
  ];
  return lines.length === 0 && report.failed.length === 0 ? 'nothing to change' : lines.join('\n');
}

function title({ kind, namespace, name }: ReloadReport['kept'][number]): string {
  return `${kind} ${namespace}/${name}`;
}
