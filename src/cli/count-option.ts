import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/** A count as it stands on a command line. CliError if it is no whole number from `least` on. */
export function countOption(option: string, text: string, least: number): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= least) return count;
  throw new CliError(exitCodes.usage, `${option} "${text}" is not a whole number from ${least} on`);
}
