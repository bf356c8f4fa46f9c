import type { Command } from 'commander';
import { describeJob, type JobDescription } from '../../client/index.ts';
import type { Io } from '../io.ts';
import { jobPhase } from '../job-phase.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';
import { style } from '../style.ts';
import { renderTable } from '../table.ts';

/** `juliarun describe`: all that is known of a job. */
export function describeCommand(io: Io): Command {
  return remoteCommand('describe', "a job's definition, processes, events and last exits")
    .argument('<type>')
    .argument('<name>')
    .action(async (type: string, name: string, options: RemoteOptions) => {
      const remote = connect(io, options);
      remote.show(await describeJob(remote.context, { type, name }, remote.call), (job) => describe(io, job));
    });
}

function describe(io: Io, job: JobDescription): string {
  const reason = job.status.reason === null ? '' : `: ${job.status.reason}`;
  const facts = [
    ['name', `${job.namespace}/${job.name}`],
    ['type', job.type],
    ['status', `${jobPhase(job.status, io.stdout)}${reason}`],
    [
      'declared by',
      job.owner === 'config'
        ? 'the configuration file'
        : `a caller${job.user === null ? '' : ` (${job.user})`}`,
    ],
    ['submitted', job.submitted_at ?? ''],
    ['ended', job.finished_at ?? ''],
    ['waits for', job.pending_reason ?? ''],
    ['scalers', job.scalers.join(', ')],
  ].filter(([, value]) => value !== '');
  const sections = [
    renderTable(['', ''], facts).trim(),
    section(
      'Parameters',
      Object.entries(job.parameters).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    ),
    section(
      'Processes',
      job.processes.map((process) => [
        process.name,
        process.role,
        process.phase,
        `since ${process.since}`,
        process.restarts,
        process.node ?? '',
        process.reason ?? '',
      ]),
    ),
    section(
      'Last exits',
      job.last_exits.map((exit) => [exit.at, exit.process, exit.reason, exit.exit_code ?? '']),
    ),
    section(
      'Events',
      job.events.map((event) => [
        event.at,
        event.type === 'Warning' ? style(io.stdout, 'yellow', event.type) : event.type,
        event.reason,
        event.message,
      ]),
    ),
  ];
  return sections.filter((text) => text !== '').join('\n\n');

  function section(title: string, rows: readonly (readonly (string | number)[])[]): string {
    if (rows.length === 0) return '';
    const widest = rows[0] ?? [];
    const table = renderTable(
      widest.map(() => ''),
      rows,
    )
      .split('\n')
      .slice(1);
    return [style(io.stdout, 'bold', title), ...table.map((line) => `  ${line}`)].join('\n');
  }
}
