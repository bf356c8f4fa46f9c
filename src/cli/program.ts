import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { cleanupMetricsCommand } from './remote/cleanup-metrics.ts';
import { deleteCommand } from './remote/delete.ts';
import { describeCommand } from './remote/describe.ts';
import { endpointCommand } from './remote/endpoint.ts';
import { explainCommand } from './remote/explain.ts';
import { listCommand } from './remote/list.ts';
import { metricsCommand } from './remote/metrics.ts';
import { pauseCommand } from './remote/pause.ts';
import { reconfigureCommand } from './remote/reconfigure.ts';
import { recordCommand } from './remote/record.ts';
import { resumeCommand } from './remote/resume.ts';
import { rusageCommand } from './remote/rusage.ts';
import { scaleCommand } from './remote/scale.ts';
import { scalersCommand } from './remote/scalers.ts';
import { setupMetricsCommand } from './remote/setup-metrics.ts';
import { statusCommand } from './remote/status.ts';
import { submitCommand } from './remote/submit.ts';
import { tailCommand } from './remote/tail.ts';
import { updateCommand } from './remote/update.ts';
import { waitCommand } from './remote/wait.ts';
import { reportError } from './report-error.ts';

const SERVICE = 'The service:';
const JOBS = 'Jobs:';
const SCALERS = 'Scalers:';
const METRICS = 'Metrics and usage:';
const EXIT_CODES = `
Exit codes: ${exitCodes.ok} done, ${exitCodes.failed} refused or failed, ${exitCodes.usage} wrong command line or configuration,
${exitCodes.unreachable} the service does not answer, ${exitCodes.timeout} time ran out, ${exitCodes.interrupted} interrupted.
`;

/** Runs one command line (without the program's own name) and yields its exit code. Never rejects. */
export async function runCli(argv: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    // commander has said what was wrong itself
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    return reportError(io, error);
  }
}

function createProgram(io: Io, exitWith: (code: number) => void): Command {
  const program = new Command('juliarun')
    .description('Runs jobs, scales them by what they really use, and accounts for it.')
    .addHelpText('after', EXIT_CODES)
    .version(io.version, '-V, --version', 'tell the version')
    .showSuggestionAfterError();

  program.commandsGroup(SERVICE).helpCommand('help [command]', 'tell what a command does');
  program
    .command('serve')
    .description('run the service until it is interrupted')
    .option('-c, --config <file>', 'configuration (default: JRUN_CONFIG)')
    .action(async ({ config }: { config?: string }) => {
      const { serve } = await import('./local/serve.ts');
      exitWith(await serve(io, config));
    });
  program
    .command('check-config')
    .description('say whether a configuration file can be used')
    .argument('[file]', 'configuration (default: JRUN_CONFIG)')
    .option('-c, --config <file>', 'the same')
    .action(async (file: string | undefined, { config }: { config?: string }) => {
      const { checkConfig } = await import('./local/check-config.ts');
      await checkConfig(io, file ?? config);
    });
  add(statusCommand, reconfigureCommand);

  program.commandsGroup(JOBS);
  add(
    submitCommand,
    listCommand,
    describeCommand,
    scaleCommand,
    tailCommand,
    waitCommand,
    endpointCommand,
    updateCommand,
    deleteCommand,
  );

  program.commandsGroup(SCALERS);
  add(scalersCommand, explainCommand, pauseCommand, resumeCommand);

  program.commandsGroup(METRICS);
  add(recordCommand, metricsCommand, rusageCommand, setupMetricsCommand, cleanupMetricsCommand);

  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => io.stdout.isTTY === true,
      getErrHasColors: () => io.stderr.isTTY === true,
    });
  }
  return program;

  function add(...commands: readonly ((world: Io) => Command)[]): void {
    for (const command of commands) program.addCommand(command(io));
  }
}
