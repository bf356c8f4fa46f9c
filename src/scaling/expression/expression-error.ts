import { InvalidError } from '../../lib/errors.ts';
import { maskSecrets } from './mask.ts';

const WIDEST = 100;
/** What is wrong with an expression, the column, and the line with a caret below it. */
export class ExpressionError extends InvalidError {
  /** 1 is the first. */
  readonly line: number;
  readonly column: number;
  /** Without the place. */
  readonly problem: string;

  constructor(source: string, at: number, problem: string, options?: ErrorOptions) {
    const before = source.slice(0, at);
    const line = before.split('\n').length;
    const start = before.lastIndexOf('\n') + 1;
    const column = at - start + 1;
    const place = source.includes('\n') ? `line ${line}, column ${column}` : `column ${column}`;
    super('bad-expression', `${problem}, at ${place}\n${excerpt(source, start, at)}`, options);
    this.line = line;
    this.column = column;
    this.problem = problem;
  }
}

/** The line with a caret below the place, cut to what fits; secrets are blotted out, at the same width. */
function excerpt(source: string, start: number, at: number): string {
  const hidden = maskSecrets(source, (secret) => '*'.repeat(secret.length));
  const end = hidden.indexOf('\n', start);
  const line = hidden.slice(start, end < 0 ? undefined : end);
  const column = at - start;
  const from = Math.max(0, Math.min(column - WIDEST / 2, line.length - WIDEST));
  const shown = line.slice(from, from + WIDEST).replaceAll('\t', ' ');
  const [left, right] = [from > 0 ? '... ' : '', from + WIDEST < line.length ? ' ...' : ''];
  return `  ${left}${shown}${right}\n  ${' '.repeat(left.length + column - from)}^`;
}
