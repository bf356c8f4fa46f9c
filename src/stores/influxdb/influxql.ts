import type { Instant } from '../../lib/time.ts';

/** The greatest integer of InfluxQL. */
const LAST: Instant = 2n ** 63n - 1n;

/** A name in InfluxQL: of a database, a retention policy, a measurement. */
export function quoteName(name: string): string {
  return `"${escape(name, '"')}"`;
}

/** A text in InfluxQL. */
function quoteText(text: string): string {
  return `'${escape(text, "'")}'`;
}

/** A tag, also where a field has the same name. */
function tag(name: string): string {
  return `${quoteName(name)}::tag`;
}

/** A field, also where a tag has the same name. */
export function field(name: string): string {
  return `${quoteName(name)}::field`;
}

/** A measurement of a retention policy. */
export function source(rp: string, measurement: string): string {
  return `${quoteName(rp)}.${quoteName(measurement)}`;
}

/** The condition that a tag has this value; an empty one: that the series has no such tag. */
export function tagIs(name: string, value: string): string {
  return `${tag(name)} = ${quoteText(value)}`;
}

/** The condition that a time lies in [from, to). */
export function timeIn(from: Instant, to: Instant): string {
  return `time >= ${bounded(from)} AND time < ${bounded(to)}`;
}

export function allOf(conditions: readonly string[]): string {
  return conditions.join(' AND ');
}

export function anyOf(conditions: readonly string[]): string {
  return `(${conditions.join(' OR ')})`;
}

/** All times that InfluxDB stores lie within. */
function bounded(time: Instant): Instant {
  if (time > LAST) return LAST;
  return time < -LAST ? -LAST : time;
}

function escape(text: string, quote: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll(quote, `\\${quote}`);
}
