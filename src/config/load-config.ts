import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidError, messageOf } from '../lib/errors.ts';
import { parseConfig, type Config } from './parse-config.ts';
import type { Surroundings } from './secret-ref.ts';

/** Reads a configuration file. InvalidError if it cannot be read; ConfigError with all that is wrong with it. */
export async function loadConfig(file: string, env: Surroundings['env']): Promise<Config> {
  return parseConfig(await textOf(file), { file, folder: path.dirname(path.resolve(file)), env });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new InvalidError('no-config', `the configuration cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
