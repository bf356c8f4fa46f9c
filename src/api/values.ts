import { z } from 'zod';
import { arriving, wireForm } from './wire-form.ts';

const TRUE: ReadonlySet<unknown> = new Set([true, 1, 'true', '1']);
const FALSE: ReadonlySet<unknown> = new Set([false, 0, 'false', '0']);
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)([ef][+-]?\d+)?$/i;
const DURATION = /^(\d{1,10}(\.\d{1,9})?|(\d{1,10}(\.\d{1,9})?(ms|s|m|h|d))+)$/;
const LONGEST = 3_155_760_000; // seconds in a hundred years

/** The number that a text says, as JSON or Julia writes it; undefined if it is none or not finite. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || !NUMBER.test(value.trim())) return undefined;
  return numberIn(Number(value.trim().replace(/f/i, 'e')));
}

/** A whole number in [from, to], as a number or as text. */
export function integer(from: number, to: number) {
  return wireForm(arriving.number, `a whole number from ${from} to ${to}`, (value) => {
    const number = numberIn(value);
    return Number.isInteger(number) && number !== undefined && number >= from && number <= to
      ? number
      : undefined;
  });
}

/** A finite number, as a number or as text. */
export function decimal() {
  return wireForm(arriving.number, 'a finite number', numberIn);
}

/** true or false, as a boolean, as text, or as 1 and 0. */
export function flag() {
  return wireForm(arriving.flag, 'true or false', (value) => {
    const said = typeof value === 'string' ? value.trim().toLowerCase() : value;
    return TRUE.has(said) ? true : FALSE.has(said) ? false : undefined;
  });
}

/** Text on one or more lines: not empty, at most `longest` characters, without NUL. */
export function text(what = 'text', longest = 4_096) {
  return wireForm(arriving.text, `${what}, at most ${longest} characters`, (value) =>
    value !== '' && value.length <= longest && !value.includes('\0') ? value : undefined,
  );
}

/** One of a few words; other spellings stand beside the word that they mean. */
export function oneOf<const Word extends string>(
  words: readonly Word[],
  spellings: Readonly<Record<string, Word>> = {},
) {
  return wireForm(
    arriving.text,
    [...words, ...Object.keys(spellings)].join(', '),
    (value) =>
      words.find((word) => word === value) ??
      (Object.hasOwn(spellings, value) ? spellings[value] : undefined),
  );
}

/** A span of time: `10s`, `5m`, `1h30m`, `480h`, or a number of seconds. It is kept as it was written. */
export function duration(o: { readonly zero: boolean }) {
  const allowed = `a duration ${o.zero ? '' : 'above 0 '}such as 10s, 5m, 480h, or a number of seconds`;
  return wireForm(arriving.number, allowed, (value) => {
    const written = typeof value === 'string' ? value.trim() : value;
    const form = typeof written === 'string' ? DURATION.test(written) : written >= 0 && written <= LONGEST;
    const nothing = typeof written === 'string' ? !/[1-9]/.test(written) : written === 0;
    return form && (o.zero || !nothing) ? written : undefined;
  });
}

/** The name of a volume, an image or a package bundle, as the configuration lists them. */
export function configuredName(what: string) {
  return wireForm(arriving.text, `the name of ${what} in the configuration`, (value) =>
    /^[\w][\w.-]{0,252}$/.test(value) ? value : undefined,
  );
}

/** Instants on the wire: RFC 3339 in UTC. */
export const Rfc3339 = z.string().describe('RFC 3339, UTC');
