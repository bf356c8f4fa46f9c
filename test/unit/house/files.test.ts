import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { missingFrom, type LockedPackages } from '../../../tools/lockfile/missing.ts';
import { repository } from './lint.ts';

async function textsOf(pattern: string): Promise<readonly { file: string; text: string }[]> {
  const texts = [];
  for await (const file of glob(pattern, { cwd: repository })) {
    texts.push({ file, text: await readFile(path.join(repository, file), 'utf8') });
  }
  return texts;
}

/** Lines that are neither blank nor comment. */
function linesOfCode(text: string): number {
  const bare = text.replaceAll(/\/\*[^]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return bare.split('\n').filter((line) => line.trim() !== '').length;
}

const lockfile = await readFile(path.join(repository, 'package-lock.json'), 'utf8');

test('package-lock.json names no registry', () => {
  expect(lockfile).not.toContain('"resolved"');
  expect(lockfile).not.toMatch(/registry\./);
});

test('package-lock.json holds the binaries of all platforms; if not: npm run lockfile', () => {
  const { packages } = JSON.parse(lockfile) as { packages: LockedPackages };
  expect(Object.keys(packages)).toContain('node_modules/oxlint');
  expect(missingFrom(packages)).toEqual({});
});

test('no file has more than 300 lines of code', async () => {
  const long = (await textsOf('{src,test,tools,bench}/**/*.ts')).filter(
    ({ text }) => linesOfCode(text) > 300,
  );
  expect(long.map(({ file }) => file)).toEqual([]);
});

test('a port has less than 40 lines of code', async () => {
  const long = (await textsOf('src/*/ports/*.ts')).filter(({ text }) => linesOfCode(text) >= 40);
  expect(long.map(({ file, text }) => `${file}: ${linesOfCode(text)}`)).toEqual([]);
});

test('files of src are named in kebab-case; the only barrel is the client', async () => {
  const files = (await textsOf('src/**/*.*')).map(({ file }) => file);
  const kebab = /^src(\/[a-z0-9]+(-[a-z0-9]+)*)+\.(ts|sql|sh|json|html|css|svg)$/;
  expect(files.filter((file) => !kebab.test(file))).toEqual([]);
  expect(files.filter((file) => file.endsWith('/index.ts') && file !== 'src/client/index.ts')).toEqual([]);
});
