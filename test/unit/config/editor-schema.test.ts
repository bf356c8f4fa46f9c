import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { editorSchema } from '../../../tools/schema/editor-schema.ts';

const root = path.resolve(import.meta.dirname, '../../..');
const accepts = new Ajv({ strict: false, formats: { uri: true } }).compile(
  JSON.parse(JSON.stringify(editorSchema())),
);

/** Keys with underscores: editors are not offered the spelling with spaces. */
function withUnderscores(text: string): unknown {
  return parse(
    text.replaceAll(/"([a-z]+(?: [a-z]+)+)":/g, (key) => key.replaceAll(' ', '_')),
    [],
    {
      allowTrailingComma: true,
    },
  );
}

test('the schema in the repository is that of the code; if not, run npm run schema', () => {
  const stored: unknown = JSON.parse(readFileSync(path.join(root, 'config/juliarun.schema.json'), 'utf8'));
  expect(stored).toEqual(JSON.parse(JSON.stringify(editorSchema())));
});

test.each([
  ...globSync('test/fixtures/config/*.jsonc', { cwd: root }),
  ...globSync('config/*.jsonc', { cwd: root }),
])('it accepts %s', (file) => {
  accepts(withUnderscores(readFileSync(path.join(root, file), 'utf8')));
  expect(accepts.errors).toBeNull();
});

describe('it refuses', () => {
  test.each([
    ['an unknown section', { scaler: [] }],
    ['an unknown key', { server: { prot: 1 } }],
    ['a number out of range', { server: { port: 88_888 } }],
    ['a word that is none', { server: { port: 'high' } }],
    ["another cluster's compute", { compute: { uri: 'https://kubernetes:6443/' } }],
    [
      'an unknown parameter of a built-in job type',
      { jobs: [{ type: 'Generic', name: 'a', image: 'b', run_volume: 'c', cpus: 1 }] },
    ],
    ['a job without what its type needs', { jobs: [{ type: 'JuliaBatch', name: 'a', run_volume: 'c' }] }],
    ['half a secret', { server: { host: { env: 'A', file: 'b' } } }],
  ])('%s', (_what, config) => {
    expect(accepts(config)).toBe(false);
  });
});

test.each([
  ['secrets', { server: { host: { env: 'HOST' }, port: { file: 'port' } } }],
  ['quoted numbers and booleans', { server: { port: '8888' }, compute: { shared_user: 'true' } }],
  ["any parameter of a user's type", { jobs: [{ type: 'Mine', name: 'a', anything: { at: ['all'] } }] }],
  [
    'compute as the cluster has it',
    { clustertype: 'JuliaRun.KuberClusters.KuberCluster', compute: { uri: 'https://kubernetes:6443/' } },
  ],
])('it accepts %s', (_what, config) => {
  expect(accepts(config)).toBe(true);
});
