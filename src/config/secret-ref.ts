import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Node } from 'jsonc-parser';
import { messageOf } from '../lib/errors.ts';
import type { Complaint } from './config-source.ts';

/** `{"env": "NAME"}` or `{"file": "PATH"}`, standing for a text that the file itself should not hold. */
export interface SecretRef {
  readonly from: 'env' | 'file';
  readonly name: string;
}

/** What a file can refer to outside itself. */
export interface Surroundings {
  /** The folder of the file: relative paths start here. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const LARGEST = 65_536;

export function secretRef(node: Node): SecretRef | undefined {
  const [property, ...more] = node.children ?? [];
  const [key, value] = property?.children ?? [];
  if (more.length > 0 || value?.type !== 'string') return undefined;
  if (key?.value !== 'env' && key?.value !== 'file') return undefined;
  return { from: key.value, name: String(value.value) };
}

/** The text that a reference stands for, or what is wrong with it. A file's last line end is not part of its text. */
export function readSecret(
  { from, name }: SecretRef,
  { folder, env }: Surroundings,
): { value: string } | Complaint {
  if (from === 'env') {
    const value = env[name];
    if (value !== undefined && value !== '') return { value };
    return {
      found: `names the environment variable "${name}", which is ${value === undefined ? 'not set' : 'empty'}`,
      fix: `set ${name} where the service is started`,
    };
  }
  const file = path.resolve(folder, name);
  try {
    const { size } = statSync(file);
    if (!statSync(file).isFile())
      return { found: `names "${file}", which is not a file`, fix: 'name a file that holds the text' };
    if (size > LARGEST)
      return { found: `names the file "${file}", which is too large for a secret (${size} bytes)` };
    const value = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    if (value !== '') return { value };
    return { found: `names the file "${file}", which is empty`, fix: 'put the text into it' };
  } catch (error) {
    return {
      found: `names a file that cannot be read: ${messageOf(error)}`,
      fix: 'mend the path or its permissions',
    };
  }
}
