import { CliError } from './cli-error.ts';
import { exitCodes } from './exit-codes.ts';

/**
 * Parameters of a job type as they stand on a command line: `--name value`, `--name=value`, `name=value`;
 * `--name` alone is `true`. Dashes in names may stand for underscores. The last of equal names counts.
 */
export function parseParameters(words: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (let at = 0; at < words.length; at++) {
    const [, dashes = '', name = '', value] =
      /^(--)?([A-Za-z][\w-]*)(?:=([^]*))?$/.exec(words[at] ?? '') ?? [];
    const next = words[at + 1];
    if (name === '' || (dashes === '' && value === undefined)) {
      throw new CliError(
        exitCodes.usage,
        `"${words[at]}" is not a parameter; write --name value or name=value`,
      );
    }
    if (value === undefined && next !== undefined && !next.startsWith('--')) at++;
    parameters[name.replaceAll('-', '_')] =
      value ?? (next === undefined || next.startsWith('--') ? 'true' : next);
  }
  return parameters;
}
