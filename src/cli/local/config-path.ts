import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';

/** The configuration file that a command is to use. CliError if none was named. */
export function configPath(io: Io, given: string | undefined): string {
  const file = given ?? io.env.JRUN_CONFIG;
  if (file !== undefined && file !== '') return file;
  throw new CliError(
    exitCodes.usage,
    'no configuration; give --config FILE or set JRUN_CONFIG (config/quickstart.jsonc is one to start with)',
  );
}
