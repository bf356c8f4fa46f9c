import type { Command } from 'commander';
import { ConnectionError, describeJobType, type Job } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { parseParameters } from './parse-parameters.ts';
import { connect, remoteCommand, type Remote, type RemoteOptions } from './remote-command.ts';
import { renderTable } from './table.ts';

interface ParametersOptions extends RemoteOptions {
  readonly help?: true;
}

/**
 * A command `TYPE NAME --PARAM VALUE ...`, with whatever parameters the type has. Only the service knows
 * those: `--help` after a type asks it.
 */
export function parametersCommand(
  io: Io,
  name: string,
  description: string,
  run: (remote: Remote, job: Job, parameters: Record<string, string>) => Promise<void>,
): Command {
  return remoteCommand(name, description)
    .usage('TYPE NAME [--PARAM VALUE]... [options]')
    .argument('[type]', 'job type, such as JuliaBatch')
    .argument('[name]', 'name of the job')
    .argument('[parameters...]', '--name value, --name=value or name=value')
    .allowUnknownOption()
    .helpOption(false)
    .option('-h, --help', "this help; after a type, the type's parameters too")
    .action(
      async (
        type: string | undefined,
        job: string | undefined,
        words: string[],
        options: ParametersOptions,
        command: Command,
      ) => {
        const remote = connect(io, options);
        if (options.help) {
          command.outputHelp();
          if (type !== undefined) await tellParameters(io, remote, type);
          return;
        }
        if (type === undefined || job === undefined || job.startsWith('-')) {
          throw new CliError(
            exitCodes.usage,
            `give a job type and a name: juliarun ${name} TYPE NAME --PARAM VALUE ...`,
          );
        }
        await run(remote, { type, name: job }, parseParameters(words));
      },
    );
}

async function tellParameters(io: Io, remote: Remote, type: string): Promise<void> {
  try {
    const parameters = await describeJobType(remote.context, type, remote.call);
    const rows = parameters.map(({ name, required, description, default: standard }) => [
      `  --${name}`,
      `${description}${required ? ' (required)' : standard === undefined ? '' : ` (default: ${standard})`}`,
    ]);
    io.stdout.write(
      `\nParameters of ${type}:\n${renderTable(['', ''], rows).split('\n').slice(1).join('\n')}\n`,
    );
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    io.stdout.write(`\nThe parameters of ${type} are told by the service, which does not run now.\n`);
  }
}
