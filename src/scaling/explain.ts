import { toRfc3339 } from '../lib/time.ts';
import type { Decision } from './decision.ts';
import type { ReadingNode } from './reading.ts';
import { describeOutcome, formatValue } from './reason.ts';

/** A decision as a few lines for people: what was done, what the metric was made of, what capped it. Holds no secrets. */
export function explainDecision(decision: Decision): string {
  const { reading, limits, reason } = decision;
  return [
    `${times(decision)}  ${decision.scaler}: ${describeOutcome(decision)}${causes[decision.cause]}`,
    ...(reason === '' ? [] : [`  ${reason}`]),
    ...(reading ? tree(reading.node, '  ', '  ') : []),
    ...limits.map(
      ({ rule, from, to, reason: why }) => `  ${rule}: ${formatValue(from)} -> ${formatValue(to)}, ${why}`,
    ),
  ].join('\n');
}

const causes: Readonly<Record<Decision['cause'], string>> = {
  tick: '',
  'outside-change': ', after a change from outside',
  paused: ', paused',
  resumed: ', resumed',
  reloaded: ', redefined',
  ended: ', ended',
};

function times({ at, until, count }: Decision): string {
  return count === 1 ? toRfc3339(at) : `${toRfc3339(at)} to ${toRfc3339(until)} (${count} times)`;
}

function tree(node: ReadingNode, first: string, rest: string): readonly string[] {
  const parts = (node.parts ?? []).filter((part) => !isNumber(part));
  const lines = parts.flatMap((part, index) =>
    index === parts.length - 1 ? tree(part, `${rest}└ `, `${rest}  `) : tree(part, `${rest}├ `, `${rest}│ `),
  );
  return [`${first}${label(node)} = ${valueOf(node)}`, ...lines];
}

function valueOf({ value, atLeast, unknown, note }: ReadingNode): string {
  const said =
    value === undefined
      ? `unknown: ${unknown ?? 'no reason'}`
      : `${atLeast ? 'at least ' : ''}${formatValue(value)}`;
  return note === undefined ? said : `${said} (${note})`;
}

/** The expression with its parts, which have lines of their own, left out. */
function label({ expression, parts = [] }: ReadingNode): string {
  let rest = expression;
  let text = '';
  for (const part of parts) {
    const at = isNumber(part) ? -1 : rest.indexOf(part.expression);
    if (at < 0) continue;
    text += `${rest.slice(0, at)}…`;
    rest = rest.slice(at + part.expression.length);
  }
  return text + rest;
}

function isNumber({ expression, value }: ReadingNode): boolean {
  return expression === String(value);
}
