import path from 'node:path';
import type { Node } from 'jsonc-parser';
import type { Json } from '../lib/json.ts';
import type { Complaint, ConfigSource } from './config-source.ts';
import { formatPath, normalKey, type ConfigPath } from './config-path.ts';
import { expectedAt, keysAreNamed, knownKeys, takes, takesText, type Expected } from './expected.ts';
import type { ConfigProblem } from './problem.ts';
import { readSecret, secretRef, type SecretRef, type Surroundings } from './secret-ref.ts';

const NUMBER = /^\s*[+-]?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i;
const BOOLEAN = /^\s*(true|false)\s*$/i;

/** The file's values as the schema wants them, and what was wrong on the way. */
export interface ReadValues {
  readonly value: Json;
  readonly problems: readonly ConfigProblem[];
  /** Places whose value could not be read; what the schema says of them is of no interest. */
  readonly unread: ReadonlySet<string>;
  /** Places whose value is a secret's and must not be quoted. */
  readonly secret: ReadonlySet<string>;
}

/**
 * Reads the values of a file by what is expected where they stand: keys get the schema's spelling,
 * secrets their values, paths become absolute, and quoted numbers and booleans what they say.
 */
export function readTree(
  root: Node,
  expected: Expected,
  source: ConfigSource,
  surroundings: Surroundings,
): ReadValues {
  const problems: ConfigProblem[] = [];
  const unread = new Set<string>();
  const secret = new Set<string>();

  function read(node: Node, wanted: Expected, at: ConfigPath): Json {
    if (node.type === 'array') {
      return (node.children ?? []).map((child, index) =>
        read(child, expectedAt(wanted, index), [...at, index]),
      );
    }
    if (node.type === 'object') {
      const ref = takesText(wanted) ? secretRef(node) : undefined;
      return ref === undefined ? readObject(node, wanted, at) : readText(secretAt(ref, at), wanted);
    }
    if (node.type === 'number' && !Number.isFinite(node.value)) {
      return leaveOut(at, { found: 'is a number that is too large' });
    }
    if (node.type !== 'string') return node.value;
    if (wanted.kinds.includes('secret')) source.secrets.add(node.value);
    return readText(node.value, wanted);
  }

  function secretAt(ref: SecretRef, at: ConfigPath): string {
    const text = readSecret(ref, surroundings);
    secret.add(formatPath(at));
    if ('value' in text) {
      source.secrets.add(text.value);
      return text.value;
    }
    return leaveOut(at, text);
  }

  function leaveOut(at: ConfigPath, complaint: Complaint): '' {
    problems.push(source.problem(at, complaint));
    unread.add(formatPath(at));
    return '';
  }

  function readText(text: string, wanted: Expected): Json {
    if (takes(wanted, 'string')) return resolvePath(text, wanted);
    if (takes(wanted, 'number') && NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
    if (takes(wanted, 'boolean') && BOOLEAN.test(text)) return text.trim().toLowerCase() === 'true';
    return text;
  }

  function resolvePath(text: string, wanted: Expected): string {
    const isPath = wanted.kinds.includes('path') || (wanted.kinds.includes('program') && text.includes('/'));
    return isPath && text !== '' ? path.resolve(surroundings.folder, text) : text;
  }

  function readObject(node: Node, wanted: Expected, at: ConfigPath): Json {
    const known = knownKeys(wanted);
    const named = keysAreNamed(wanted);
    const printed = new Map<string, string>();
    const entries: [string, Json][] = [];
    for (const property of node.children ?? []) {
      const [key, value] = property.children ?? [];
      if (key === undefined || value === undefined) continue;
      const written = String(key.value);
      const name = named && !known.includes(written) ? normalKey(written) : written;
      const earlier = printed.get(name);
      if (earlier === undefined) {
        printed.set(name, written);
        entries.push([name, read(value, expectedAt(wanted, name), [...at, name])]);
        continue;
      }
      const found =
        earlier === written ? 'stands here twice' : `stands here twice, as "${earlier}" and as "${written}"`;
      problems.push(source.problemAt(key, [...at, name], { found, fix: 'remove one of them' }));
    }
    return Object.fromEntries(entries);
  }

  return { value: read(root, expected, []), problems, unread, secret };
}
