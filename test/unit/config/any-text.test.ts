import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { ConfigError } from '../../../src/config/problem.ts';

const fixtures = path.resolve(import.meta.dirname, '../../fixtures/config');
const texts = ['manual-all', 'example'].map((name) =>
  readFileSync(path.join(fixtures, `${name}.jsonc`), 'utf8'),
);
const values: unknown[] = texts.map((text) => parse(text));

/** Whether the text is a configuration, or its mistakes are told with places inside it. Any other error is thrown. */
function isRead(text: string): boolean {
  try {
    parseConfig(text, { file: 'config.jsonc', folder: '/etc', env: { A: 'a' } });
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = text.split(/\r\n|\n|\r/);
    return (
      error.problems.length > 0 &&
      error.problems.every(({ line, column }) => column >= 1 && column <= (lines[line - 1]?.length ?? -1) + 1)
    );
  }
}

/** Goes down to some place of a value and puts another thing there, under its key or another. */
function mutate(value: unknown, way: readonly number[], key: string | undefined, thing: unknown): unknown {
  const [step, ...rest] = way;
  if (step === undefined || typeof value !== 'object' || value === null) return thing;
  if (Array.isArray(value)) {
    return value.length === 0
      ? [thing]
      : value.with(step % value.length, mutate(value[step % value.length], rest, key, thing));
  }
  const entries = Object.entries(value);
  const chosen = entries[step % Math.max(1, entries.length)];
  if (chosen === undefined) return { [key ?? 'new']: thing };
  const [name, part] = chosen;
  const replaced = [rest.length === 0 ? (key ?? name) : name, mutate(part, rest, key, thing)];
  return Object.fromEntries(entries.map((entry) => (entry[0] === name ? replaced : entry)));
}

test('any value in the place of any other is a configuration or a told mistake', () => {
  const thing = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom<unknown>(
      { env: 'A' },
      { env: 'NOT_SET' },
      { file: '/dev/null' },
      { file: '\0' },
      -1,
      1e300,
      '1e999',
      '\u0000',
      [[]],
    ),
  );
  const key = fc.option(
    fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toString', 'env', 'a b')),
    {
      nil: undefined,
    },
  );
  const way = fc.array(fc.nat({ max: 30 }), { maxLength: 6 });
  fc.assert(
    fc.property(fc.constantFrom(...values), way, key, thing, (value, steps, name, put) => {
      expect(isRead(JSON.stringify(mutate(value, steps, name, put)))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('so is any text with a piece cut out or put in', () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom('1e999', '"', '\\', '{', ']', ',', '//', '/*', 'null', '\r'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 30 }), piece, (text, at, length, put) => {
      const from = at % text.length;
      expect(isRead(text.slice(0, from) + put + text.slice(from + length))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('so is any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(isRead(text)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('nesting of any depth', () => {
  for (const depth of [99, 100, 101, 100_000]) expect(isRead('['.repeat(depth))).toBe(true);
  expect(isRead(`{ "jobs": ${'['.repeat(98)}${']'.repeat(98)} }`)).toBe(true);
});
