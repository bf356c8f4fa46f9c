import type { Series, Tags } from '../../accounting/points.ts';

/** InfluxDB's own limit for measurement and tags together, in bytes. */
const LONGEST_KEY = 65_535;
/** All but the tab. */
// oxlint-disable-next-line no-control-regex -- they are what it is for
const CONTROLS = /[\0-\u0008\n-\u001f\u007f]/;
/** Names that InfluxQL keeps for itself. */
const SYSTEM_SOURCES = /^_(fieldKeys|measurements|name|series|tagKeys?|tags)$/;

/** The series as a line begins with it: measurement and tags; or why InfluxDB cannot hold it. */
export type LineKey = { readonly key: string } | { readonly unfit: string };

const keys = new WeakMap<Series, LineKey>();

/** Remembered for each series object. */
export function lineKey(series: Series): LineKey {
  const known = keys.get(series);
  if (known !== undefined) return known;
  const made = makeKey(series);
  keys.set(series, made);
  return made;
}

/** A field's value: a float even if it is whole, as InfluxDB types a field by its first value. */
export function fieldValue(value: number): string {
  return Object.is(value, -0) ? '-0' : `${value}`;
}

/** A text as a field's value. */
export function fieldText(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', String.raw`\"`)}"`;
}

function makeKey({ measurement, tags }: Series): LineKey {
  const unfit = unfitMeasurement(measurement) ?? unfitTags(tags);
  if (unfit !== undefined) return { unfit };
  // sorted, as InfluxDB would sort them
  const names = Object.keys(tags)
    .filter((name) => tags[name] !== '')
    .toSorted();
  const parts = names.map((name) => `,${escapeTag(name)}=${escapeTag(tags[name] ?? '')}`);
  const key = escapeMeasurement(measurement) + parts.join('');
  return Buffer.byteLength(key) > LONGEST_KEY
    ? { unfit: `the measurement and its tags are longer than ${LONGEST_KEY} bytes` }
    : { key };
}

/** Why there is no measurement of this name; undefined if there may be one. */
export function unfitMeasurement(name: string): string | undefined {
  // a comment; white space that is skipped; what a name is freed of when it is read back
  const odd = /^[#\t]|\\[, "=]/.test(name) || SYSTEM_SOURCES.test(name);
  return odd
    ? `InfluxDB cannot store a measurement named ${quoted(name)}`
    : unfitName('the measurement', name);
}

function unfitTags(tags: Tags): string | undefined {
  for (const [name, value] of Object.entries(tags)) {
    const unfit = value === '' ? undefined : unfitTag(name, value);
    if (unfit !== undefined) return unfit;
  }
  return undefined;
}

/** Why no series has this tag; undefined if one may have it. */
export function unfitTag(name: string, value: string): string | undefined {
  if (value === '') return `the tag ${quoted(name)} is empty`;
  if (name === 'time') return 'InfluxDB keeps the name "time" for itself, and no tag can have it';
  return unfitName('the name of a tag', name) ?? unfitText(`the value of the tag ${quoted(name)}`, value);
}

function unfitName(what: string, name: string): string | undefined {
  return name === '' ? `${what} is empty` : unfitText(what, name);
}

/**
 * What the line protocol has no way to say, or InfluxQL none to ask for. InfluxDB also repeats texts in headers
 * of its answers, where controls may not stand.
 */
function unfitText(what: string, text: string): string | undefined {
  if (text.endsWith('\\')) return `${what} ends in a backslash, which InfluxDB cannot store: ${quoted(text)}`;
  if (CONTROLS.test(text)) return `${what} has a line break or another control character: ${quoted(text)}`;
  if (!text.isWellFormed()) return `${what} is no valid Unicode: ${quoted(text)}`;
  return undefined;
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}

function escapeMeasurement(text: string): string {
  return text.replaceAll(/[, ]/g, String.raw`\$&`);
}

function escapeTag(text: string): string {
  return text.replaceAll(/[,= ]/g, String.raw`\$&`);
}
