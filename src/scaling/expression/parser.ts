import { operators, type OperatorName } from '../functions/operators.ts';
import { ExpressionError } from './expression-error.ts';
import type { Syntax } from './syntax.ts';
import { describeToken, tokenize, type Token } from './tokens.ts';
import { level, levelOfOperator } from './write.ts';

const DEEPEST = 100;
type Pieces = Syntax extends infer Piece ? (Piece extends Syntax ? Omit<Piece, 'depth'> : never) : never;

/** Reads an expression. ExpressionError, with the column, for anything that is none, or is nested over 100 deep. */
export function parseSyntax(source: string): Syntax {
  return new Parser(source).parse();
}

/** Operator precedence parsing: what binds tighter is read further down. */
class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  #depth = 0;
  /** False where a `:` belongs to a conditional. */
  #ranges = true;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = tokenize(source);
  }

  parse(): Syntax {
    if (this.#isAtEnd()) throw this.#fail('the expression is empty; write a metric such as JobMetric("cpu")');
    const whole = this.#expression(level.lambda);
    if (!this.#isAtEnd()) throw this.#unexpected('an operator or the end');
    return whole;
  }

  get #token(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1);
    if (token === undefined) throw new Error('an expression has at least its end');
    return token;
  }

  /** One expression whose operators bind at least as tight as `least`. */
  #expression(least: number): Syntax {
    if (++this.#depth > DEEPEST) throw this.#tooDeep(this.#token.at);
    let left = this.#operand();
    for (;;) {
      const { at } = this.#token;
      if (least <= level.lambda && this.#take('->')) left = this.#lambda(left);
      else if (least <= level.conditional && this.#take('?')) left = this.#conditional(left);
      else if (this.#ranges && least <= level.range && this.#peek(':')) left = this.#range(left);
      else {
        const operator = this.#operatorFrom(least);
        if (operator === undefined) break;
        const binds = levelOfOperator(operator);
        left = this.#piece({
          kind: 'operation',
          at,
          operator,
          operands: [left, this.#expression(binds + 1)],
        });
        if (binds === level.comparison) this.#refuseChain();
      }
    }
    this.#depth--;
    return left;
  }

  #operatorFrom(least: number): OperatorName | undefined {
    const token = this.#token;
    if (token.kind !== 'symbol' || !isBinary(token.symbol) || levelOfOperator(token.symbol) < least)
      return undefined;
    this.#next++;
    return token.symbol;
  }

  #refuseChain(): void {
    const token = this.#token;
    if (
      token.kind !== 'symbol' ||
      !isBinary(token.symbol) ||
      levelOfOperator(token.symbol) !== level.comparison
    )
      return;
    throw this.#fail('found a second comparison; write (a < b) * (b < c) for both');
  }

  #operand(): Syntax {
    const token = this.#token;
    this.#next++;
    if (token.kind === 'number') return this.#piece({ kind: 'number', at: token.at, value: token.value });
    if (token.kind === 'string') return this.#piece({ kind: 'text', at: token.at, value: token.value });
    if (token.kind === 'name') return this.#named(token.name, token.at);
    if (token.kind === 'symbol') {
      const { at, symbol } = token;
      if (symbol === '-') return this.#negative(at);
      if (symbol === '+') return this.#expression(level.sign);
      if (symbol === '(') return this.#parenthesised(at);
      if (symbol === '[') return this.#piece({ kind: 'list', at, brackets: '[]', items: this.#items(']') });
    }
    this.#next--;
    throw this.#unexpected('a metric, a number or a text');
  }

  #named(name: string, at: number): Syntax {
    return this.#take('(') ? this.#call(name, at) : this.#piece({ kind: 'name', at, name });
  }

  #negative(at: number): Syntax {
    const operand = this.#expression(level.sign);
    if (operand.kind === 'number') return this.#piece({ kind: 'number', at, value: -operand.value });
    return this.#piece({ kind: 'operation', at, operator: 'negate', operands: [operand] });
  }

  /** `(a)` is a; `()`, `(a,)` and `(a, b)` are tuples. */
  #parenthesised(at: number): Syntax {
    const items = this.#items(')');
    const [only, ...others] = items;
    const last = this.#tokens[this.#next - 2];
    const comma = last?.kind === 'symbol' && last.symbol === ',';
    if (only !== undefined && others.length === 0 && !comma) return only;
    return this.#piece({ kind: 'list', at, brackets: '()', items });
  }

  #items(close: string): readonly Syntax[] {
    return this.#withRanges(true, () => this.#readItems(close));
  }

  #readItems(close: string): readonly Syntax[] {
    const items: Syntax[] = [];
    while (!this.#take(close)) {
      items.push(this.#expression(level.lambda));
      if (!this.#take(',') && !this.#peek(close)) throw this.#unexpected(`"," or "${close}"`);
    }
    return items;
  }

  /** `f(a, b; key=value, ...)`; keywords may also follow a comma. */
  #call(name: string, at: number): Syntax {
    return this.#withRanges(true, () => this.#readCall(name, at));
  }

  #readCall(name: string, at: number): Syntax {
    const positional: Syntax[] = [];
    const keywords: { name: string; at: number; value: Syntax }[] = [];
    let onlyKeywords = false;
    while (!this.#take(')')) {
      const token = this.#token;
      const after = this.#tokens[this.#next + 1];
      if (token.kind === 'name' && after?.kind === 'symbol' && after.symbol === '=') {
        this.#next += 2;
        keywords.push({ name: token.name, at: token.at, value: this.#expression(level.lambda) });
      } else if (onlyKeywords) {
        throw this.#unexpected('a keyword such as window="5m"');
      } else if (keywords.length > 0 && !this.#peek(';')) {
        throw this.#fail(`found ${describeToken(token)} after a keyword; what has no keyword stands first`);
      } else if (!this.#peek(';')) {
        positional.push(this.#expression(level.lambda));
      }
      if (!onlyKeywords && this.#take(';')) onlyKeywords = true;
      else if (!this.#take(',') && !this.#peek(')')) throw this.#unexpected('"," or ")"');
    }
    return this.#piece({ kind: 'call', at, name, positional, keywords });
  }

  #lambda(left: Syntax): Syntax {
    const items = left.kind === 'list' && left.brackets === '()' ? left.items : [left];
    const parameters = items.map((item) => {
      if (item.kind === 'name') return item.name;
      throw new ExpressionError(
        this.#source,
        item.at,
        'what stands before -> must be names, as in (a, b) -> max(a, b)',
      );
    });
    const twice = parameters.find((name, index) => parameters.indexOf(name) !== index);
    if (twice !== undefined)
      throw new ExpressionError(this.#source, left.at, `the function has two parameters called "${twice}"`);
    return this.#piece({
      kind: 'lambda',
      at: left.at,
      parameters,
      body: this.#expression(level.conditional),
    });
  }

  /** The first branch is read without ranges: its `:` is the conditional's. */
  #conditional(condition: Syntax): Syntax {
    const yes = this.#withRanges(false, () => this.#expression(level.comparison));
    if (!this.#take(':')) throw this.#unexpected('":" and the other value');
    const no = this.#expression(level.conditional);
    return this.#piece({
      kind: 'operation',
      at: condition.at,
      operator: '?',
      operands: [condition, yes, no],
    });
  }

  #range(low: Syntax): Syntax {
    this.#next++;
    const high = this.#expression(level.range + 1);
    if (this.#peek(':'))
      throw this.#fail('found a range with a step; write the lower and the upper bound, as in 1:5');
    return this.#piece({ kind: 'range', at: low.at, low, high });
  }

  #withRanges<Result>(allowed: boolean, read: () => Result): Result {
    const before = this.#ranges;
    this.#ranges = allowed;
    const result = read();
    this.#ranges = before;
    return result;
  }

  #piece(piece: Pieces): Syntax {
    const depth = 1 + deepestPart(piece);
    if (depth > DEEPEST) throw this.#tooDeep(piece.at);
    return { ...piece, depth };
  }

  #isAtEnd(): boolean {
    return this.#token.kind === 'end';
  }

  #peek(symbol: string): boolean {
    const token = this.#token;
    return token.kind === 'symbol' && token.symbol === symbol;
  }

  #take(symbol: string): boolean {
    const found = this.#peek(symbol);
    if (found) this.#next++;
    return found;
  }

  #tooDeep(at: number): ExpressionError {
    return new ExpressionError(this.#source, at, `the expression is nested more than ${DEEPEST} deep`);
  }

  #unexpected(allowed: string): ExpressionError {
    return this.#fail(`found ${describeToken(this.#token)} where ${allowed} should be`);
  }

  #fail(problem: string): ExpressionError {
    return new ExpressionError(this.#source, this.#token.at, problem);
  }
}

function isBinary(symbol: string): symbol is OperatorName {
  return symbol !== '?' && symbol !== 'negate' && Object.hasOwn(operators, symbol);
}

function deepestPart(piece: Pieces): number {
  return partsOf(piece).reduce((deepest, part) => Math.max(deepest, part.depth), 0);
}

function partsOf(piece: Pieces): readonly Syntax[] {
  switch (piece.kind) {
    case 'list':
      return piece.items;
    case 'range':
      return [piece.low, piece.high];
    case 'operation':
      return piece.operands;
    case 'lambda':
      return [piece.body];
    case 'call':
      return [...piece.positional, ...piece.keywords.map(({ value }) => value)];
    case 'name':
    case 'number':
    case 'text':
      return [];
  }
}
