import { ApiError, ConnectionError } from '../client/index.ts';
import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';
import type { Io } from './io.ts';
import { style } from './style.ts';

/** Says on standard error what went wrong and what to do about it, and yields the exit code for it. */
export function reportError(io: Io, error: unknown): number {
  const [exitCode, message] = judge(error, io);
  if (message !== '') io.stderr.write(`${style(io.stderr, 'red', 'juliarun:')} ${message}\n`);
  return exitCode;
}

function judge(error: unknown, io: Io): [exitCode: number, message: string] {
  if (error instanceof CliError) return [error.exitCode, error.message];
  if (error instanceof ApiError) return [exitCodes.failed, error.message];
  if (error instanceof ConnectionError) {
    return [
      exitCodes.unreachable,
      `${error.message}\nStart the service with "npm start" or "juliarun serve --config FILE", or name another with --url or JRUN_URL.`,
    ];
  }
  if (io.signal.aborted) return [exitCodes.interrupted, ''];
  if (error instanceof Error && error.name === 'TimeoutError') return [exitCodes.timeout, 'time ran out'];
  if (error instanceof Error) {
    // errors of the service's own rooms say whether the user can mend them
    const mendable = 'remedy' in error && error.remedy === 'fix';
    return [mendable ? exitCodes.usage : exitCodes.failed, error.message];
  }
  return [exitCodes.failed, String(error)];
}
