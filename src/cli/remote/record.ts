import type { Command } from 'commander';
import { recordMetrics } from '../../client/index.ts';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { connect, remoteCommand, type RemoteOptions } from '../remote-command.ts';

interface RecordOptions extends RemoteOptions {
  readonly job?: string;
  readonly process?: string;
  readonly at?: string;
  readonly tag: readonly string[];
}

/** `juliarun record`: values of metrics. */
export function recordCommand(io: Io): Command {
  return remoteCommand('record', 'record values of metrics')
    .argument('<metric=value...>', 'such as backlog=12')
    .option('--job <name>', 'job that they belong to (default: the one this runs in)')
    .option('--process <name>', 'process of that job')
    .option('--at <time>', 'when they were measured: nanoseconds or RFC 3339 (default: now)')
    .option('--tag <name=value...>', 'tags of the points', [])
    .action(async (values: string[], options: RecordOptions) => {
      const remote = connect(io, options);
      const metrics = Object.fromEntries(
        values.map(pair).map(([name, value]) => [name, numberOf(name, value)]),
      );
      const tags = Object.fromEntries(options.tag.map(pair));
      const { job, process } = options;
      const done = await recordMetrics(remote.context, metrics, {
        ...remote.call,
        job,
        process,
        atTime: options.at,
        tags,
      });
      remote.show(done, () => `recorded ${Object.keys(metrics).join(', ')}`);
    });
}

function pair(text: string): [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new CliError(exitCodes.usage, `"${text}" is not of the form name=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value))
    throw new CliError(exitCodes.usage, `${name}: "${text}" is not a number`);
  return value;
}
