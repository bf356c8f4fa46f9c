import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { CountedStore } from '../../../src/accounting/counted-store.ts';
import { apiCalls } from '../../../src/api/api-calls.ts';
import { errorCodes } from '../../../src/api/error-codes.ts';
import { jobParameters } from '../../../src/api/job-parameters.ts';
import { exitCodes } from '../../../src/cli/exit-codes.ts';
import { runCli } from '../../../src/cli/program.ts';
import * as client from '../../../src/client/index.ts';
import { settingsOf } from '../../../src/config/schema.ts';
import { VirtualClock } from '../../../src/lib/virtual-clock.ts';
import { numericFunctions } from '../../../src/scaling/functions/numeric.ts';
import { reducerNames } from '../../../src/scaling/functions/reducers.ts';
import { MetricRegistry } from '../../../src/scaling/metric-registry.ts';
import { ScalerCounts, statsOf } from '../../../src/scaling/scaler-stats.ts';
import { createSelfMetrics } from '../../../src/server/self-metrics/self-metrics.ts';
import { createMemoryStore } from '../../../src/stores/memory/create.ts';
import { capturedIo } from '../../support/captured-io.ts';
import { repository } from '../house/lint.ts';
import { allPages, anchorsOf, codeWordsIn, linksIn, page, sectionsOf } from './pages.ts';
import { keysIn } from './schema-keys.ts';

const pages = await allPages();
const configuration = page('docs/configuration.md');
const httpApi = page('docs/http-api.md');
const cli = page('docs/cli.md');

/** The code words of the sections whose title names this key; of the whole page if there are none. */
function wordsAbout(key: string): ReadonlySet<string> {
  const sections = sectionsOf(configuration).filter(
    ({ level, title }) => level === 2 && title.split(' ').includes(key),
  );
  const text =
    sections.length === 0 ? configuration.text : sections.map((section) => section.text).join('\n');
  return codeWordsIn(text);
}

function titlesOf(one: typeof configuration): readonly string[] {
  return sectionsOf(one).map(({ title }) => title);
}

/** The first three cells of each row of a page's tables. */
function rowsOf(one: typeof configuration): readonly (readonly string[])[] {
  const rows = one.text.split('\n').filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, 4)
      .map((cell) => cell.trim()),
  );
}

describe.each(pages)('$file', (one) => {
  test('links to files and headings that exist', () => {
    const broken = linksIn(one)
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [target = '', anchor] = link.split('#');
        const file = target === '' ? one.file : path.join(path.dirname(one.file), target);
        if (!existsSync(path.join(repository, file))) return true;
        return anchor !== undefined && !anchorsOf(page(file)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('is one of the pages that README leads to, or a decision', () => {
    const reached = linksIn(page('README.md')).map((link) => link.split('#')[0]);
    expect(one.file === 'README.md' || one.file.startsWith('docs/adr/') || reached.includes(one.file)).toBe(
      true,
    );
  });
});

const topLevel = codeWordsIn(
  sectionsOf(configuration).find(({ title }) => title === 'Top level')?.text ?? '',
);

test.each(Object.entries(settingsOf))(
  'configuration.md has every key of a file for %s',
  (_cluster, schema) => {
    const missing = keysIn(schema).filter((keys) => {
      const [section = '', ...more] = keys;
      const key = more.at(-1);
      return key === undefined ? !topLevel.has(section) : !wordsAbout(section).has(key);
    });
    expect(missing.map((keys) => keys.join('.'))).toEqual([]);
  },
);

test('jobs.md has every type of job and every parameter', () => {
  const words = codeWordsIn(page('docs/jobs.md').text);
  const names = Object.entries(jobParameters).flatMap(([type, { shape }]) => [type, ...Object.keys(shape)]);
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

test('http-api.md has every call, with its parameters, and every error code', () => {
  const sections = new Map(sectionsOf(httpApi).map(({ title, text }) => [title, text]));
  for (const { name, request } of Object.values(apiCalls)) {
    const text = sections.get(name);
    expect(text, `a heading ${name}`).toBeDefined();
    if (/\[Parameters\]/.test(text ?? '')) continue; // told on another page
    const words = codeWordsIn(text ?? '');
    expect(
      Object.keys(request.shape).filter((parameter) => !words.has(parameter)),
      `parameters of ${name}`,
    ).toEqual([]);
  }
  for (const [name, { code, status }] of Object.entries(errorCodes))
    expect(rowsOf(httpApi)).toContainEqual([String(code), String(status), name]);
});

test.each([
  ['docs/metrics.md', [apiCalls.recordMetrics, apiCalls.getMetrics]],
  ['docs/accounting.md', [apiCalls.getRusage]],
] as const)('%s has the parameters of the calls that it tells of', (file, calls) => {
  const words = codeWordsIn(page(file).text);
  const parameters = calls.flatMap(({ request }) => Object.keys(request.shape));
  expect(parameters.filter((parameter) => !words.has(parameter))).toEqual([]);
});

test('cli.md has every command and every exit code', async () => {
  const io = capturedIo();
  await runCli(['--help'], io);
  const commands = [...io.out().matchAll(/^ {2}([a-z][a-z-]*) [[<]/gm)]
    .map(([, command = '']) => command)
    .filter((command) => command !== 'help');
  expect(commands.length).toBeGreaterThan(10);
  expect(commands.filter((command) => !titlesOf(cli).includes(command))).toEqual([]);
  const told = rowsOf(cli).map(([first]) => first);
  for (const code of Object.values(exitCodes)) expect(told).toContain(String(code));
});

test('metrics.md has every metric of /metrics', async () => {
  const clock = new VirtualClock();
  const registry = createSelfMetrics({
    version: '1',
    jobs: { list: async () => ({ states: [], hosted: [] }) },
    scalers: { stats: statsOf(new ScalerCounts(), []) },
    accounting: {
      work: () => ({ writes: new CountedStore({ store: createMemoryStore(), clock }).counts }),
      refused: () => new Map(),
      retention: () => ({ points: 1, totals: 1 }),
      clock,
    },
    lastReload: () => ({ successful: true, at: 0n }),
  });
  const names = registry.getMetricsAsArray().map(({ name }) => name);
  const own = names.filter((name) => name.startsWith('juliarun_'));
  expect(own.length).toBeGreaterThan(10);
  const words = codeWordsIn(page('docs/metrics.md').text);
  expect(own.filter((name) => !words.has(name))).toEqual([]);
  const told = [...words].filter((word) => word.startsWith('juliarun_'));
  expect(told.filter((name) => !own.includes(name))).toEqual([]);
});

test('scaling.md has every class and function of expressions', () => {
  const words = codeWordsIn(page('docs/scaling.md').text);
  const names = [...new MetricRegistry().names, ...reducerNames, ...Object.keys(numericFunctions)];
  expect(names.filter((name) => !words.has(name))).toEqual([]);
});

test('client.md has everything that the client library exports', () => {
  const words = codeWordsIn(page('docs/client.md').text);
  expect(Object.keys(client).filter((name) => !words.has(name))).toEqual([]);
});
