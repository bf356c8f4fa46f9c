import type { Command } from 'commander';
import { getJobStatus, getSystemStatus, type JobStatus, type SystemStatus } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { jobPhase } from '../job-phase.ts';
import { printable } from '../printable.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { style } from '../style.ts';
import { renderTable } from '../table.ts';

/** Seconds. A window of a quarter of an hour is added up a little after it has ended. */
const USUAL_LAG = 30 * 60;

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

function systemText(io: Io, { up, reason, nodes, waiting, metrics }: SystemStatus): string {
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
    [`cluster ${state}`, ...(metrics === undefined ? [] : [metricsText(io, metrics)])].join('\n'),
    ...(nodes.length > 0 ? [free] : []),
    ...(waiting.length > 0 ? [queue] : []),
  ].join('\n\n');
}

/** Whether points get where they belong, how many wait, and how far totals are behind where that is unusual. */
function metricsText(
  io: Io,
  {
    setup_missing: setupMissing,
    store_away: away,
    waiting_points: waiting,
    oldest_unsent: oldest,
    rollup_lag_seconds: lag,
  }: NonNullable<SystemStatus['metrics']>,
): string {
  const state = setupMissing
    ? `${style(io.stdout, 'yellow', 'not set up')}: run juliarun setup-metrics`
    : away === undefined
      ? style(io.stdout, 'green', 'up')
      : `${style(io.stdout, 'red', 'away')}: ${printable(away)}`;
  const since = oldest === undefined ? '' : `, the oldest since ${oldest}`;
  return [
    `metrics ${state}`,
    ...(waiting > 0 ? [`${waiting} points wait for the store${since}`] : []),
    ...(lag > USUAL_LAG ? [`totals are ${Math.round(lag / 60)} minutes behind`] : []),
  ].join('; ');
}
