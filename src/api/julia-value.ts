import { DEEPEST } from './nesting.ts';
import { show, ValueError } from './value-error.ts';

/** What a Julia literal says, as JSON would: tuples and vectors are lists, symbols and characters are text. */
export type JuliaValue =
  | null
  | boolean
  | number
  | string
  | readonly JuliaValue[]
  | { readonly [key: string]: JuliaValue };

const NUMBER = /[+-]?(?:0x[\da-f]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[ef][+-]?\d+)?)/iy;
const WORD = /[A-Za-z_][\w.]*/y;
const ESCAPE = /\\(?:x([\da-fA-F]{1,2})|u([\da-fA-F]{1,4})|U([\da-fA-F]{1,8})|([0-7]{1,3})|([^xuU]))/y;
const ESCAPED: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
};

/**
 * Reads a value as Julia's `string` and `repr` print it: `Dict("A"=>"b")`, `Dict{String,String}()`,
 * `String["a"]`, `["a", "b"]`, `(80, 80)`, `"text"`, `:symbol`, `1.5`, `true`, `nothing`.
 * Whole numbers that a double cannot hold stay text. Throws ValueError with the column of what it did not expect.
 */
export function parseJuliaValue(text: string): JuliaValue {
  return new JuliaReader(text).read();
}

class JuliaReader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): JuliaValue {
    const value = this.#value();
    this.#skipSpace();
    if (this.#at < this.#text.length) throw this.#unexpected('the end');
    return value;
  }

  #value(): JuliaValue {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (next === '"') return this.#string('"');
    if (next === "'") return this.#string("'");
    if (next === '[') return this.#list('[', ']');
    if (next === '(') return this.#list('(', ')');
    if (next === ':') {
      this.#at++;
      return this.#match(WORD) ?? this.#fail('a symbol');
    }
    const number = this.#match(NUMBER);
    return number === undefined ? this.#named() : numberOf(number);
  }

  /** `true`, `nothing`, or a typed collection: `Dict{String,String}(...)`, `String[...]`. */
  #named(): JuliaValue {
    const word = this.#match(WORD);
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'nothing') return null;
    if (word === undefined) throw this.#unexpected('a value');
    this.#skipTypeParameters();
    if (this.#text[this.#at] === '[') return this.#list('[', ']');
    if (word.endsWith('Dict') && this.#text[this.#at] === '(') return this.#dictionary();
    throw this.#unexpected(`a value (${word} is none)`, word.length);
  }

  #dictionary(): JuliaValue {
    const entries = this.#sequence('(', ')', () => {
      const key = this.#value();
      if (key === null || typeof key === 'object') throw this.#unexpected('a key');
      this.#skipSpace();
      if (!this.#text.startsWith('=>', this.#at)) throw this.#unexpected('"=>"');
      this.#at += 2;
      return [String(key), this.#value()] as const;
    });
    return Object.fromEntries(entries);
  }

  #list(open: string, close: string): readonly JuliaValue[] {
    return this.#sequence(open, close, () => this.#value());
  }

  /** Items between brackets; a comma may follow the last, as in `(80,)`. */
  #sequence<Item>(open: string, close: string, item: () => Item): readonly Item[] {
    if (this.#depth++ === DEEPEST) throw new ValueError(`is nested more than ${DEEPEST} deep`);
    const items: Item[] = [];
    this.#at += open.length;
    for (this.#skipSpace(); this.#text[this.#at] !== close; this.#skipSpace()) {
      if (items.length > 0) {
        if (this.#text[this.#at] !== ',') throw this.#unexpected(`"," or "${close}"`);
        this.#at++;
        this.#skipSpace();
        if (this.#text[this.#at] === close) break;
      }
      items.push(item());
    }
    this.#at++;
    this.#depth--;
    return items;
  }

  #string(quote: string): string {
    const opened = this.#at++;
    let value = '';
    for (;;) {
      const next = this.#text[this.#at];
      if (next === undefined)
        throw new ValueError(`has a ${quote} at column ${opened + 1} that is never closed`);
      if (next === quote) break;
      value += next === '\\' ? this.#escape() : next;
      if (next !== '\\') this.#at++;
    }
    this.#at++;
    return value;
  }

  #escape(): string {
    ESCAPE.lastIndex = this.#at;
    const [all, byte, short, long, octal, other] = ESCAPE.exec(this.#text) ?? [];
    if (all === undefined) throw this.#unexpected('an escape such as \\n');
    const code =
      octal === undefined ? Number.parseInt(byte ?? short ?? long ?? '', 16) : Number.parseInt(octal, 8);
    if (code > 0x10ffff) throw this.#unexpected('a character');
    this.#at += all.length;
    return other === undefined ? String.fromCodePoint(code) : (ESCAPED[other] ?? other);
  }

  #skipTypeParameters(): void {
    let open = 0;
    do {
      if (this.#text[this.#at] === '{') open++;
      else if (this.#text[this.#at] === '}') open--;
      else if (open === 0) return;
      this.#at++;
    } while (this.#at < this.#text.length);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    this.#at += found?.length ?? 0;
    return found;
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #fail(expected: string): never {
    throw this.#unexpected(expected);
  }

  #unexpected(expected: string, back = 0): ValueError {
    const column = this.#at - back;
    const found = column < this.#text.length ? show(this.#text.slice(column, column + 12)) : 'the end';
    return new ValueError(`has ${found} at column ${column + 1} where ${expected} should be`);
  }
}

function numberOf(text: string): number | string {
  const digits = text.replaceAll('_', '').replace(/^([+-]?[\d.]+)f/i, '$1e');
  const value = /^[+-]0x/i.test(digits)
    ? Number(digits.slice(1)) * (digits.startsWith('-') ? -1 : 1)
    : Number(digits);
  return /^[+-]?\d+$/.test(digits) && !Number.isSafeInteger(value) ? digits : value;
}
