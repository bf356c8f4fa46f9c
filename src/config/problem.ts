import { InvalidError } from '../lib/errors.ts';
import type { Position } from './source-text.ts';

/** One thing that is wrong with a configuration file. */
export interface ConfigProblem extends Position {
  readonly file: string;
  /** Such as `scalers[0].metric`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, as the rest of a sentence that begins with the path: `is "abc"`. */
  readonly found: string;
  readonly allowed?: string;
  readonly fix?: string;
  /** The line of the file, or what of it is near, and which of its characters are meant; `column` counts from 1. */
  readonly excerpt?: { readonly text: string; readonly column: number; readonly length: number };
}

/** The configuration cannot be used. The message tells every problem; nothing was changed. */
export class ConfigError extends InvalidError {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super('bad-config', problems.map(formatProblem).join('\n'));
    this.problems = problems;
  }

  toJSON(): { code: string; problems: readonly ConfigProblem[] } {
    return { code: this.code, problems: this.problems };
  }
}

/**
 * A problem as a terminal shows it:
 *
 *     config.jsonc:3:12: server.prot is not a key that is known here
 *         3 |   "server": { "prot": 8080 }
 *           |               ^^^^^^
 *       allowed: host, hosts, port
 *       fix: write "port"
 */
function formatProblem(problem: ConfigProblem): string {
  const { file, line, column, path, found, allowed, fix } = problem;
  return [
    `${file}:${line}:${column}: ${path === '' ? 'the file' : path} ${found}`,
    ...excerptOf(problem),
    ...(allowed === undefined ? [] : [`  allowed: ${allowed}`]),
    ...(fix === undefined ? [] : [`  fix: ${fix}`]),
  ].join('\n');
}

function excerptOf({ line, excerpt }: ConfigProblem): readonly string[] {
  if (excerpt === undefined) return [];
  const indent = excerpt.text.slice(0, excerpt.column - 1).replaceAll(/[^\t]/g, ' ');
  const margin = String(line).padStart(5);
  return [
    `${margin} | ${excerpt.text}`,
    `${' '.repeat(margin.length)} | ${indent}${'^'.repeat(excerpt.length)}`,
  ];
}
