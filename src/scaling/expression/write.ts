import type { OperatorName } from '../functions/operators.ts';

/** How tightly a piece of an expression holds together; a looser one inside a tighter one is put in parentheses. */
export const level = {
  lambda: 0,
  conditional: 1,
  comparison: 2,
  range: 3,
  sum: 4,
  product: 5,
  sign: 6,
  primary: 9,
} as const;

/** A piece of an expression as text. */
export interface Piece {
  readonly text: string;
  readonly level: number;
}

const levels: Readonly<Record<OperatorName, number>> = {
  '?': level.conditional,
  '==': level.comparison,
  '!=': level.comparison,
  '<': level.comparison,
  '<=': level.comparison,
  '>': level.comparison,
  '>=': level.comparison,
  '+': level.sum,
  '-': level.sum,
  '*': level.product,
  '/': level.product,
  negate: level.sign,
};

export function levelOfOperator(operator: OperatorName): number {
  return levels[operator];
}

/** Writes so that parsing gives the same operation on the same operands. */
export function writeOperation(operator: OperatorName, operands: readonly Piece[]): string {
  const own = levels[operator];
  const [first = '', second = '', third = ''] = operands.map((operand, index) =>
    inside(operand, needs(operator, own, index)),
  );
  if (operator === 'negate') return `-${first}`;
  if (operator === '?') return `${first} ? ${second} : ${third}`;
  return `${first} ${operator} ${second}`;
}

function needs(operator: OperatorName, own: number, index: number): number {
  if (operator === '?') return index === 2 ? own : own + 1;
  if (own === level.comparison) return own + 1;
  return index === 0 ? own : own + 1;
}

function inside(piece: Piece, least: number): string {
  return piece.level < least ? `(${piece.text})` : piece.text;
}

export function writeNumber(value: number): Piece {
  return { text: String(value), level: value < 0 ? level.sign : level.primary };
}

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};

/** A string literal. A `$` is escaped as Julia wants it. */
export function writeString(value: string): string {
  const text = value.replace(
    // oxlint-disable-next-line no-control-regex -- these are the characters to escape
    /["\\$\u0000-\u001f\u007f]/g,
    (character) =>
      NAMED_ESCAPES[character] ??
      (character === '$' ? '\\$' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
  return `"${text}"`;
}

/** `Name(a, b; key=value)`; keywords without a value are left out. */
export function writeCall(
  name: string,
  positional: readonly string[],
  keywords: Readonly<Record<string, string | undefined>> = {},
): string {
  const given = Object.entries(keywords).filter(([, value]) => value !== undefined);
  const named = given.map(([key, value]) => `${key}=${value}`).join(', ');
  return `${name}(${positional.join(', ')}${named === '' ? '' : `; ${named}`})`;
}
