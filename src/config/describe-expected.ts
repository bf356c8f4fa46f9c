import { z } from 'zod';
import type { Expected } from './expected.ts';

/** What may stand at a place, in words: `a whole number from 1 to 65535`, `"keep" or "stop"`. */
export function describeExpected({ alternatives, kinds }: Expected): string | undefined {
  if (kinds.includes('secret')) return 'a text, {"env": "NAME"} or {"file": "PATH"}';
  if (kinds.includes('path')) return 'a path; a relative one starts at the folder of this file';
  if (kinds.includes('program')) return 'the name of a program on the PATH, or a path';
  const words = [...new Set(alternatives.map(describe).filter((word) => word !== undefined))];
  return words.length === 0 ? undefined : orList(words);
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** A value as an error quotes it, cut to what a line can hold. */
export function show(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** The words that alone may stand there; none where others may. */
export function wordsOf(schema: z.ZodType): readonly unknown[] {
  if (schema instanceof z.ZodEnum) return schema.options;
  return schema instanceof z.ZodLiteral ? schema.values.values().toArray() : [];
}

function describe(schema: z.ZodType): string | undefined {
  const words = wordsOf(schema);
  if (words.length > 0) return orList(words.map((word) => JSON.stringify(word) ?? String(word)));
  if (schema instanceof z.ZodNumber) return describeNumber(schema);
  if (schema instanceof z.ZodString) return 'a text';
  if (schema instanceof z.ZodURL) return 'an address such as https://host:8080/';
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) return 'a list [...]';
  if (schema instanceof z.ZodObject) return 'an object {...}';
  return schema instanceof z.ZodRecord ? 'an object {...}' : undefined;
}

function describeNumber({ minValue, maxValue, isInt }: z.ZodNumber): string {
  const number = isInt ? 'a whole number' : 'a number';
  const least = bound(minValue);
  const most = bound(maxValue);
  if (least !== undefined && most !== undefined) return `${number} from ${least} to ${most}`;
  if (least !== undefined) return `${number} of at least ${least}`;
  return most === undefined ? number : `${number} of at most ${most}`;
}

/** A bound that somebody chose, not the end of what a double holds. */
function bound(value: number | null): number | undefined {
  return value === null || !Number.isFinite(value) || Math.abs(value) === Number.MAX_SAFE_INTEGER
    ? undefined
    : value;
}
