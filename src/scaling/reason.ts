import type { Decision } from './decision.ts';
import type { Reading } from './reading.ts';
import { roundUp } from './round-up.ts';

const LONGEST = 160;

/** A number as people want to read it: up to six digits. */
export function formatValue(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

/** In words: what the metric said and what that comes to, e.g. `WorkQueueMetric("q") / 8 = 4.25, rounded up to 5`. */
export function describeReading(reading: Reading): string {
  const { expression } = reading.node;
  const name = expression.length > LONGEST ? `${expression.slice(0, LONGEST)}...` : expression;
  if (reading.kind === 'unknown') return `${name} is unknown: ${reading.reason}`;
  const wanted = roundUp(reading.value);
  const rounded = wanted === reading.value ? '' : `, rounded up to ${wanted}`;
  return `${name} = ${reading.atLeast ? 'at least ' : ''}${formatValue(reading.value)}${rounded}`;
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
