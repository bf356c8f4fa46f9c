import { parseJuliaValue, type JuliaValue } from './julia-value.ts';
import { DEEPEST, isTooDeep } from './nesting.ts';
import { show, ValueError } from './value-error.ts';
import { numberIn } from './values.ts';
import { arriving, wireForm } from './wire-form.ts';

const MOST = 1_000;
/** Characters, as many as a program's arguments may have in all. */
const LONGEST = 2 ** 21;
/** Of the text of all metrics or tags of a call: far more than may be recorded with it. */
const LONGEST_RECORD = 2 ** 16;
const COLLECTION = /^\s*([[{(]|\w*Dict\s*[{(]|[A-Z][\w.]*(\{.*\})?\[)/;

/** What a text says that holds a collection, in JSON or as Julia prints it; undefined if it looks like neither. */
export function collectionIn(text: string): JuliaValue | undefined {
  if (!COLLECTION.test(text)) return undefined;
  if (text.length > LONGEST) throw new ValueError(`has ${text.length} characters, more than ${LONGEST}`);
  const value = jsonOrJulia(text);
  if (isTooDeep(value)) throw new ValueError(`is nested more than ${DEEPEST} deep`);
  return value;
}

function jsonOrJulia(text: string): JuliaValue {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trimStart().startsWith('{'))
      throw new ValueError(`is not JSON (${String(error)})`, { cause: error });
    return parseJuliaValue(text);
  }
}

/** Texts, e.g. the arguments of a program: a list, its text in JSON or Julia, or `a,b`. */
export function textList() {
  return wireForm(arriving.list, 'a list such as ["a", "b"] or a,b', (value) => {
    const list = Array.isArray(value) ? value : listIn(String(value));
    if (list.length > MOST) throw new ValueError(`has ${list.length} items, more than ${MOST}`);
    return list.map((item) => textOf(item));
  });
}

/** Environment variables: an object, its text in JSON or Julia, or `A=b,C=d`. */
export function textMap() {
  return wireForm(arriving.map, 'names with values such as {"A": "b"}, Dict("A"=>"b") or A=b,C=d', (value) =>
    Object.fromEntries(mapIn(value).map(([name, item]) => [variable(name), textOf(item)])),
  );
}

/** The tags of a point, in the forms of environment variables. */
export function tagMap() {
  return wireForm(arriving.map, 'tags with values such as {"a": "b"}, Dict("a"=>"b") or a=b,c=d', (value) =>
    Object.fromEntries(mapIn(value, LONGEST_RECORD).map(([name, item]) => [label(name), textOf(item)])),
  );
}

/** The values of several metrics: finite numbers by name, in the forms of environment variables. */
export function measurementMap() {
  return wireForm(
    arriving.map,
    'metrics with finite values such as {"backlog": 4} or Dict("backlog"=>4.0)',
    (value) => {
      const map = mapIn(value, LONGEST_RECORD);
      return map.length === 0
        ? undefined
        : Object.fromEntries(map.map(([name, item]) => [label(name), finite(name, item)]));
    },
  );
}

/** The parts of `a,b`; none in an empty text. */
export function splitList(text: string): readonly string[] {
  return text.trim() === '' ? [] : text.split(',').map((part) => part.trim());
}

function listIn(text: string): readonly unknown[] {
  const list = collectionIn(text);
  if (list === undefined) return splitList(text);
  if (typeof list === 'string') return [list];
  if (!Array.isArray(list)) throw new ValueError(`is ${show(list)}, not a list`);
  return list;
}

function mapIn(
  value: string | Readonly<Record<string, unknown>>,
  longest = LONGEST,
): readonly (readonly [string, unknown])[] {
  if (typeof value === 'string' && value.length > longest)
    throw new ValueError(`has ${value.length} characters, more than ${longest}`);
  const map =
    typeof value === 'string'
      ? Object.entries(
          dictionary(collectionIn(value) ?? Object.fromEntries(splitList(value).map((item) => pair(item)))),
        )
      : Object.entries(value);
  if (map.length > MOST) throw new ValueError(`has ${map.length} names, more than ${MOST}`);
  return map;
}

function dictionary(value: unknown): Readonly<Record<string, unknown>> {
  if (value !== null && typeof value === 'object' && !Array.isArray(value)) return { ...value };
  throw new ValueError(`is ${show(value)}, not names with values`);
}

function pair(item: string): readonly [string, string] {
  const equals = item.indexOf('=');
  if (equals < 1) throw new ValueError(`has ${show(item)}, which is not NAME=value`);
  return [item.slice(0, equals).trim(), item.slice(equals + 1)];
}

function variable(name: string): string {
  if (/^[A-Za-z_][\w.-]{0,254}$/.test(name)) return name;
  throw new ValueError(
    `has the name ${show(name)}; names are letters, digits and _, and start with no digit`,
  );
}

function label(name: string): string {
  // eslint-disable-next-line no-control-regex -- they would break the line protocols of stores
  if (/^[^\x00-\x1f]{1,255}$/.test(name)) return name;
  throw new ValueError(
    `has the name ${show(name)}; names have 1 to 255 characters and no control characters`,
  );
}

function finite(name: string, item: unknown): number {
  const number = numberIn(item);
  if (number === undefined) throw new ValueError(`has ${show(item)} for ${show(name)}`);
  return number;
}

function textOf(item: unknown): string {
  if (typeof item === 'number' || typeof item === 'boolean') return String(item);
  if (typeof item === 'string' && !item.includes('\0') && item.length <= 131_072) return item;
  throw new ValueError(`has ${show(item)} where a text should be`);
}
