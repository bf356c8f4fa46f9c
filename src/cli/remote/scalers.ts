import type { Command } from 'commander';
import {
  describeJob,
  getAllJobInfo,
  getDecisions,
  type Decision,
  type JobInfo,
  type JobStatus,
} from '../../client/index.ts';
import { inTurns } from '../in-turns.ts';
import type { Io, Output } from '../io.ts';
import { connect, remoteCommand, type Remote, type RemoteOptions } from '../remote-command.ts';
import { renderTable } from '../table.ts';

interface ScalerRow {
  readonly name: string;
  readonly type: string;
  readonly job: string;
  /** Only where it was asked for. */
  readonly metric?: string;
  readonly status: string;
  readonly last: Decision | undefined;
}

const SCALER_TYPES: ReadonlySet<string> = new Set(['JobScaler', 'KuberJobScaler']);
const AT_ONCE = 16;

/** `juliarun scalers`: what each scaler looks at, and what it last made of it. */
export function scalersCommand(io: Io): Command {
  return remoteCommand('scalers', 'scalers of the namespace, and what they last decided').action(
    async (options: RemoteOptions) => {
      const remote = connect(io, options);
      const jobs = Object.entries(await getAllJobInfo(remote.context, remote.call));
      const scalers = jobs.filter(([, { type }]) => SCALER_TYPES.has(type));
      const whole = options.format === 'json';
      const rows = await inTurns(scalers, AT_ONCE, ([name, info]) => lookAt(remote, name, info, whole));
      remote.show(rows, () =>
        rows.length === 0
          ? 'no scalers; `juliarun submit JobScaler NAME --job TYPE/NAME --metric ...` makes one'
          : tableOf(rows, io.stdout),
      );
    },
  );
}

/** Its last decision tells what the table shows; only for the rest its definition is asked for. */
async function lookAt(remote: Remote, name: string, info: JobInfo, whole: boolean): Promise<ScalerRow> {
  const { type, status } = info;
  const [last] = await getDecisions(remote.context, name, { ...remote.call, count: 1 });
  const row = { name, type, status: statusOf(status, last), last };
  if (last !== undefined && !whole) return { ...row, job: last.job };
  const { parameters } = await describeJob(remote.context, { type, name }, remote.call);
  return { ...row, job: textOf(parameters.job), metric: textOf(parameters.metric) };
}

/** A word for how it is; why is in its last decision. */
function statusOf({ succeeded, reason }: JobStatus, last: Decision | undefined): string {
  if (succeeded) return 'ended';
  if (reason === 'paused') return 'paused';
  return reason?.startsWith('waits') ? 'waiting' : (last?.outcome ?? 'waiting');
}

/** What fits on a terminal's line: the metric is in the last reason, and whole in `explain` and `describe`. */
function tableOf(rows: readonly ScalerRow[], output: Output): string {
  const cells = rows.map(({ name, job, status, last }) => {
    const scale = last === undefined ? '' : `${last.current} -> ${last.desired}`;
    const jobName = job.slice(job.indexOf('/') + 1);
    return [name, jobName, valueOf(last), scale, status, last?.reason ?? 'nothing decided yet'];
  });
  return renderTable(['NAME', 'JOB', 'VALUE', 'SCALE', 'STATUS', 'LAST REASON'], cells, output);
}

function valueOf(decision: Decision | undefined): string {
  const reading = decision?.reading;
  if (reading === undefined) return '';
  return reading.kind === 'value'
    ? `${reading.atLeast ? '>= ' : ''}${Number(reading.value.toPrecision(4))}`
    : 'unknown';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
}
