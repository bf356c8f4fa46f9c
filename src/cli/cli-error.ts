/** Ends a command: a message for standard error, if any, and the exit code. */
export class CliError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message = '') {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
