import { ExpressionError } from './expression-error.ts';

/** A piece of an expression and where it begins and ends. */
export type Token = { readonly at: number; readonly end: number } & (
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'end' }
);

const LONGEST = 20_000;
const SPACE = /\s+/y;
const NUMBER = /(?:\d[\d_]*(?:\.\d[\d_]*|\.(?![\d.]))?|\.\d[\d_]*)(?:[eE][+-]?\d+)?/y;
const NAME = /[\p{L}_][\p{L}\p{N}_!]*(?:\.[\p{L}_][\p{L}\p{N}_!]*)*/uy;
const SYMBOL = /->|=>|==|!=|<=|>=|&&|\|\||[-+*/<>≤≥≠=?:;,()[\]]/y;
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([nrtabefv0"'\\$]))/y;
const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
  '0': '\0',
};
/** Other ways to write a symbol. */
const SAME: Readonly<Record<string, string>> = { '≤': '<=', '≥': '>=', '≠': '!=' };

/** Cuts an expression into tokens; the last is the end. ExpressionError at what is none. */
export function tokenize(source: string): readonly Token[] {
  if (source.length > LONGEST) {
    throw new ExpressionError(
      source.slice(0, LONGEST),
      LONGEST,
      `the expression has ${source.length} characters; at most ${LONGEST} are allowed`,
    );
  }
  const tokens: Token[] = [];
  for (let at = skipSpace(source, 0); at < source.length;) {
    const token = readToken(source, at);
    tokens.push(token);
    at = skipSpace(source, token.end);
  }
  return [...tokens, { kind: 'end', at: source.length, end: source.length }];
}

function readToken(source: string, at: number): Token {
  const number = match(NUMBER, source, at);
  if (number !== undefined) return readNumber(source, at, number);
  const name = match(NAME, source, at);
  if (name !== undefined) return { kind: 'name', name, at, end: at + name.length };
  if (source[at] === '"') return readString(source, at);
  const symbol = match(SYMBOL, source, at);
  if (symbol !== undefined)
    return { kind: 'symbol', symbol: SAME[symbol] ?? symbol, at, end: at + symbol.length };
  const [character = ''] = source.slice(at, at + 2);
  const hint = character === "'" ? '; texts stand in double quotes' : '';
  throw new ExpressionError(
    source,
    at,
    `found ${JSON.stringify(character)}, which has no meaning here${hint}`,
  );
}

function readNumber(source: string, at: number, text: string): Token {
  const end = at + text.length;
  const next = match(NAME, source, end);
  if (next !== undefined) {
    throw new ExpressionError(
      source,
      end,
      `found "${next}" right after a number; write a product as ${text} * ${next}, a duration as "${text}${next}"`,
    );
  }
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isFinite(value)) throw new ExpressionError(source, at, `the number ${text} is too large`);
  return { kind: 'number', value, at, end };
}

function readString(source: string, at: number): Token {
  let value = '';
  for (let next = at + 1; next < source.length;) {
    const character = source[next] ?? '';
    if (character === '"') return { kind: 'string', value, at, end: next + 1 };
    if (character !== '\\') {
      value += character;
      next++;
      continue;
    }
    ESCAPE.lastIndex = next;
    const [all, byte, short, long, named = ''] = ESCAPE.exec(source) ?? [];
    const code = Number.parseInt(byte ?? short ?? long ?? '0', 16);
    if (all === undefined || code > 0x10ffff) {
      throw new ExpressionError(
        source,
        next,
        'found an escape that does not exist; allowed: \\" \\\\ \\$ \\n \\t \\r \\xHH \\uHHHH',
      );
    }
    value += named === '' ? String.fromCodePoint(code) : (ESCAPED[named] ?? named);
    next += all.length;
  }
  throw new ExpressionError(source, at, 'the text that begins here is never closed; put a " at its end');
}

function skipSpace(source: string, at: number): number {
  return at + (match(SPACE, source, at)?.length ?? 0);
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** A token as an error names it. What a text holds is not repeated: it may be a secret. */
export function describeToken(token: Token): string {
  if (token.kind === 'end') return 'the end';
  if (token.kind === 'string') return 'a text';
  if (token.kind === 'number') return `the number ${token.value}`;
  return `"${token.kind === 'name' ? token.name : token.symbol}"`;
}
