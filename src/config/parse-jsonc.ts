import { createScanner, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';

/** Deeper than anything that means something, and shallow enough for every recursion over the tree. */
const DEEPEST = 100;

/** What is wrong with the text as JSON, and where. */
export interface SyntaxFault {
  readonly offset: number;
  readonly length: number;
  readonly found: string;
  readonly fix?: string;
}

/** JSON with comments and trailing commas as a tree that knows where each value stands, or what is wrong with it. */
export function parseJsonc(text: string): { root: Node } | { faults: readonly SyntaxFault[] } {
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    return { faults: [{ offset: tooDeep, length: 1, found: `is nested deeper than ${DEEPEST} levels` }] };
  }
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { allowTrailingComma: true });
  if (root === undefined)
    return { faults: [{ offset: 0, length: 0, found: 'is empty', fix: 'write at least {}' }] };
  return errors.length > 0 ? { faults: faultsOf(errors) } : { root };
}

/** Of several complaints about one place the first says most. */
function faultsOf(errors: readonly ParseError[]): readonly SyntaxFault[] {
  const first = errors.filter(
    ({ offset }, index) => errors.findIndex((other) => other.offset === offset) === index,
  );
  return first.map(({ error, offset, length }) => {
    const name = printParseErrorCode(error);
    return { offset, length, ...(MEANINGS[name] ?? { found: `is not JSON: ${name}` }) };
  });
}

/** Scans without recursion, as the parser recurses. */
function findTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  for (scanner.scan(); scanner.getTokenOffset() < text.length; scanner.scan()) {
    const token = text[scanner.getTokenOffset()];
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth > DEEPEST) return scanner.getTokenOffset();
  }
  return undefined;
}

const MEANINGS: Readonly<Record<string, { found: string; fix?: string }>> = {
  InvalidSymbol: {
    found: 'has something here that is not a JSON value',
    fix: 'put texts in double quotes; other words are true, false and null',
  },
  InvalidNumberFormat: { found: 'has something here that is not a number' },
  PropertyNameExpected: { found: 'lacks a key in double quotes here' },
  ValueExpected: { found: 'lacks a value here', fix: 'write one, or remove the key' },
  ColonExpected: { found: 'lacks a colon here', fix: 'write "key": value' },
  CommaExpected: { found: 'lacks a comma before this', fix: 'add a comma' },
  CloseBraceExpected: { found: 'lacks a closing brace', fix: 'add }' },
  CloseBracketExpected: { found: 'lacks a closing bracket', fix: 'add ]' },
  EndOfFileExpected: {
    found: 'goes on after the end of the configuration',
    fix: 'keep one { ... } in the file',
  },
  InvalidCommentToken: {
    found: 'has something here that is not a comment',
    fix: 'comments are // to the end of the line, or /* ... */',
  },
  UnexpectedEndOfComment: { found: 'has a comment without an end', fix: 'close it with */' },
  UnexpectedEndOfString: {
    found: 'has a text without an end',
    fix: 'close it with a double quote on the same line',
  },
  UnexpectedEndOfNumber: { found: 'has a number without an end' },
  InvalidUnicode: { found: 'has a faulty \\u escape', fix: 'write \\u and four hexadecimal digits' },
  InvalidEscapeCharacter: {
    found: 'has an escape that JSON does not know',
    fix: 'write a backslash as \\\\',
  },
  InvalidCharacter: {
    found: 'has a control character in a text',
    fix: 'write it as an escape, such as \\n or \\t',
  },
};
