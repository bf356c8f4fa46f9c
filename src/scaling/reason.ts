import type { Decision } from './decision.ts';
import type { Reading, ReadingNode } from './reading.ts';
import { roundUp } from './round-up.ts';

const LONGEST = 160;
const MOST_SIGNALS = 3;

/** A number as people want to read it: up to six digits. */
export function formatValue(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/** In words: what was read and what that comes to, e.g. `WorkQueueMetric("q") = 34 makes 4.25, rounded up to 5`. */
export function describeReading(reading: Reading): string {
  const { node } = reading;
  if (reading.kind === 'unknown') return `${short(node.expression)} is unknown: ${reading.reason}`;
  const wanted = roundUp(reading.value);
  const rounded = wanted === reading.value ? '' : `, rounded up to ${wanted}`;
  const value = `${reading.atLeast ? 'at least ' : ''}${formatValue(reading.value)}${rounded}`;
  const read = node.parts === undefined ? [] : [...new Set(signalsIn(node).map(describeSignal))];
  if (read.length === 0) return `${short(node.expression)} = ${value}`;
  const more = read.length > MOST_SIGNALS ? ` and ${read.length - MOST_SIGNALS} more` : '';
  return `${read.slice(0, MOST_SIGNALS).join(', ')}${more} makes ${value}`;
}

/** The leaves of a reading that came from outside: all but numbers. */
function signalsIn(node: ReadingNode): readonly ReadingNode[] {
  if (node.parts !== undefined) return node.parts.flatMap(signalsIn);
  return Number.isNaN(Number(node.expression)) ? [node] : [];
}

function describeSignal({ expression, value, atLeast, unknown }: ReadingNode): string {
  if (value === undefined)
    return `${short(expression)} is unknown${unknown === undefined ? '' : ` (${unknown})`}`;
  return `${short(expression)} = ${atLeast ? 'at least ' : ''}${formatValue(value)}`;
}

function short(expression: string): string {
  return expression.length > LONGEST ? `${expression.slice(0, LONGEST)}...` : expression;
}

/** What was done about it, in words. */
export function describeOutcome({
  outcome,
  current,
  desired,
}: Pick<Decision, 'outcome' | 'current' | 'desired'>): string {
  switch (outcome) {
    case 'applied':
      return `changed the scale from ${current} to ${desired}`;
    case 'dry-run':
      return `would change the scale from ${current} to ${desired} (dry run)`;
    case 'failed':
      return `could not change the scale from ${current} to ${desired}`;
    case 'held':
      return current === desired
        ? `held the scale at ${current}`
        : `held the scale at ${current} instead of ${desired}`;
    case 'unchanged':
      return `left the scale at ${current}`;
  }
}
