import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { ConfigError } from '../../../src/config/problem.ts';

const folder = path.resolve(import.meta.dirname, '../../fixtures/config/bad');
const names = readdirSync(folder).filter((name) => name.endsWith('.jsonc'));
const password = 'hunter2 is no password';

describe('a file with a mistake', () => {
  test.each(names)('%s: what is wrong, where, and what to do', async (name) => {
    const text = readFileSync(path.join(folder, name), 'utf8');
    const error = errorOf(text, name);
    const lines = text.split('\n').length;

    expect(error.problems.length).toBeGreaterThan(0);
    expect(error.problems.every(({ line, column }) => line >= 1 && line <= lines && column >= 1)).toBe(true);
    expect(error.message).not.toContain(password);
    expect(error.message).not.toContain('never print me');
    await expect(`${error.message}\n`).toMatchFileSnapshot(path.join(folder, name.replace('.jsonc', '.txt')));
  });
});

function errorOf(text: string, file: string): ConfigError {
  try {
    parseConfig(text, { file, folder: '/nowhere', env: { JULIARUN_TEST_PASSWORD: password } });
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`${file} was accepted`);
}
