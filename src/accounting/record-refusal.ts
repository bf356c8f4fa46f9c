import { InvalidError } from '../lib/errors.ts';

/** Why the store takes some metrics of a call and not others: by the name of each that it refused. */
export type Refusals = ReadonlyMap<string, string>;

/** Names the metrics of a call that the store refused, each with its reason, and says what has become of the others. */
export function refusalOf(metrics: readonly string[], refusals: Refusals): InvalidError {
  const refused = Array.from(refusals, ([name, reason]) => `"${name}": ${reason}`);
  const stored = metrics.filter((name) => !refusals.has(name)).map((name) => `"${name}"`);
  const others = stored.length === 0 ? '' : `; stored: ${stored.join(', ')}`;
  return new InvalidError('refused-point', `the store does not take ${refused.join('; ')}${others}`);
}
