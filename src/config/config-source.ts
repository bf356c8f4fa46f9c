import type { Node } from 'jsonc-parser';
import { Secrets } from '../lib/secret.ts';
import { formatPath, normalKey, type ConfigPath } from './config-path.ts';
import type { ConfigProblem } from './problem.ts';
import type { Position, SourceText } from './source-text.ts';

/** What to say about a place of the file. */
export interface Complaint {
  readonly found: string;
  readonly allowed?: string | undefined;
  readonly fix?: string | undefined;
}

/** What of a place is meant: its key, its value, or the value's character of that index (in the text as decoded). */
export type Aim = 'key' | 'value' | { readonly character: number };

const WIDEST_LINE = 160;
const MAY_HOLD_SECRET = /passw\w*\\?"?\s*[=:]\s*\\?"|:\/\/[^/\s"]*@/i;

/** The file that a configuration was read from: finds where things stand, and what must not be shown. */
export class ConfigSource {
  readonly secrets = new Secrets();
  readonly #text: SourceText;
  readonly #root: Node | undefined;

  constructor(text: SourceText, root: Node | undefined) {
    this.#text = text;
    this.#root = root;
  }

  get file(): string {
    return this.#text.name;
  }

  /** Where the place begins; if it is not in the file, where the nearest thing around it does. */
  locate(path: ConfigPath, aim: Aim = 'value'): Position {
    return this.#text.positionAt(this.#spanOf(path, aim).offset);
  }

  problem(path: ConfigPath, complaint: Complaint, aim: Aim = 'value'): ConfigProblem {
    return this.problemAt(this.#spanOf(path, aim), path, complaint);
  }

  problemAt(span: { offset: number; length: number }, path: ConfigPath, complaint: Complaint): ConfigProblem {
    const position = this.#text.positionAt(span.offset);
    const { found, allowed, fix } = complaint;
    return {
      file: this.#text.name,
      ...position,
      path: formatPath(path),
      found: this.secrets.mask(found),
      ...(allowed === undefined ? {} : { allowed }),
      ...(fix === undefined ? {} : { fix: this.secrets.mask(fix) }),
      ...this.#excerpt(position, span.length),
    };
  }

  /** None of a line that holds a secret, or may hold one in the midst of a text. */
  #excerpt({ line, column }: Position, length: number): Pick<ConfigProblem, 'excerpt'> {
    const text = this.#text.line(line);
    if (text.trim() === '' || MAY_HOLD_SECRET.test(text) || this.secrets.mask(text) !== text) return {};
    const from = text.length <= WIDEST_LINE ? 0 : Math.max(0, column - 1 - WIDEST_LINE / 2);
    const shown = text.slice(from, from + WIDEST_LINE);
    const start = column - from;
    return {
      excerpt: {
        text: shown,
        column: start,
        length: Math.max(1, Math.min(length, shown.length - start + 1)),
      },
    };
  }

  #spanOf(path: ConfigPath, aim: Aim): { offset: number; length: number } {
    if (this.#root === undefined) return { offset: 0, length: 0 };
    const place = findPlace(this.#root, path);
    if (!place.exact)
      return { offset: (place.key ?? place.value).offset, length: (place.key ?? place.value).length };
    if (aim === 'key') return place.key ?? place.value;
    if (aim === 'value') return place.value;
    return { offset: place.value.offset + this.#rawIndex(place.value, aim.character), length: 1 };
  }

  /** Where a character of a text stands behind its opening quote, escapes counted as they are written. */
  #rawIndex(node: Node, character: number): number {
    if (node.type !== 'string') return 0;
    const raw = this.#text.text.slice(node.offset + 1, node.offset + node.length - 1);
    const units = raw.matchAll(/\\u[\dA-Fa-f]{4}|\\.|[^\\]/gs).toArray();
    return 1 + (units[character]?.index ?? raw.length);
  }
}

interface Place {
  readonly key?: Node;
  readonly value: Node;
  /** False: the path ends outside the file, and this is the nearest thing around its end. */
  readonly exact: boolean;
}

function findPlace(root: Node, path: ConfigPath): Place {
  let place: Place = { value: root, exact: true };
  for (const part of path) {
    const next = childOf(place.value, part);
    if (next === undefined) return { ...place, exact: false };
    place = next;
  }
  return place;
}

function childOf(node: Node, part: string | number): Place | undefined {
  const children = node.children ?? [];
  if (typeof part === 'number') {
    const value = node.type === 'array' ? children[part] : undefined;
    return value && { value, exact: true };
  }
  if (node.type !== 'object') return undefined;
  const property =
    children.find((child) => child.children?.[0]?.value === part) ??
    children.find((child) => normalKey(String(child.children?.[0]?.value)) === part);
  const [key, value] = property?.children ?? [];
  return key && value && { key, value, exact: true };
}
