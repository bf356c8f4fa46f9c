import type { Command } from 'commander';
import { getJobStatus, getSystemStatus, type JobStatus, type SystemStatus } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { jobPhase } from '../job-phase.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { style } from '../style.ts';
import { renderTable } from '../table.ts';

/** `juliarun status`: the cluster, or one job. Fails if the cluster is down. */
export function statusCommand(io: Io): Command {
  return remoteCommand('status', 'how the cluster is, or how a job is')
    .argument('[type]', 'type of a job')
    .argument('[name]', 'its name')
    .action(async (type: string | undefined, name: string | undefined, options: RemoteOptions) => {
      const remote = connect(io, options);
      if (type !== undefined && name === undefined)
        throw new CliError(exitCodes.usage, 'give the name of the job, too: juliarun status TYPE NAME');
      if (type !== undefined && name !== undefined) {
        remote.show(await getJobStatus(remote.context, { type, name }, remote.call), (status) =>
          jobText(io, status),
        );
        return;
      }
      const status = await getSystemStatus(remote.context, { ...remote.call, verbose: true });
      remote.show(status, () => systemText(io, status));
      if (!status.up) throw new CliError(exitCodes.failed);
    });
}

function jobText(io: Io, status: JobStatus): string {
  const reason = status.reason === null ? '' : `: ${status.reason}`;
  const workers =
    status.parallelism > 0
      ? `\nworkers: ${status.parallelism} requested, ${status.nworkers_succeeded} succeeded, ${status.npending} waiting`
      : '';
  return `${jobPhase(status, io.stdout)}${reason}${workers}`;
}

function systemText(io: Io, { up, reason, nodes, waiting }: SystemStatus): string {
  const state = up
    ? style(io.stdout, 'green', 'up')
    : `${style(io.stdout, 'red', 'down')}: ${reason ?? 'reason unknown'}`;
  const free = renderTable(
    ['NODE', 'CORES', 'MEMORY', 'GPUS', 'FREE CPU', 'FREE MEMORY', 'FREE GPU'],
    nodes.map((node) => [
      node.name,
      node.capacity.cpu,
      `${(node.capacity.memory / 2 ** 30).toFixed(1)} GiB`,
      node.capacity.gpu,
      ...[node.free.cpu, node.free.memory, node.free.gpu].map((percent) => `${Math.round(percent)} %`),
    ]),
  );
  const queue = renderTable(
    ['WAITING', 'REASON'],
    waiting.map(({ job, reason: why }) => [job, why]),
  );
  return [
    `cluster ${state}`,
    ...(nodes.length > 0 ? [free] : []),
    ...(waiting.length > 0 ? [queue] : []),
  ].join('\n\n');
}
