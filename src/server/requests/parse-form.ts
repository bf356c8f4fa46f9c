import { InvalidError } from '../../lib/errors.ts';

/** Named values as a request carries them, before any schema has looked at them. */
export type Parameters = Readonly<Record<string, unknown>>;

export const MOST_PARAMETERS = 1_000;

/** `name=value&...`, percent-decoded, `+` as a space; of equal names the last counts. InvalidError if there are too many. */
export function parseForm(text: string): Record<string, string> {
  if (text === '') return {};
  let separators = 0;
  for (let at = text.indexOf('&'); at >= 0 && separators < MOST_PARAMETERS; at = text.indexOf('&', at + 1))
    separators++;
  if (separators >= MOST_PARAMETERS) throw tooMany();
  return Object.fromEntries(new URLSearchParams(text));
}

export function tooMany(): InvalidError {
  return new InvalidError('unreadable', `a request takes at most ${MOST_PARAMETERS} parameters`);
}
