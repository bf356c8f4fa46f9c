import { expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { diffRestartKeys } from '../../../src/config/restart-keys.ts';

const kubernetes = { clustertype: 'JuliaRun.KuberClusters.KuberCluster' };
const token = (secret: string) => ({ ...kubernetes, compute: { auth: { type: 'token', token: secret } } });

function diff(before: unknown, after: unknown): readonly string[] {
  const [a, b] = [before, after].map((config) =>
    parseConfig(JSON.stringify(config), { file: 'config.jsonc', folder: '/etc', env: {} }),
  );
  if (a === undefined || b === undefined) throw new Error('unreachable');
  return diffRestartKeys(a, b);
}

test.each([
  ['nothing', {}, {}, []],
  ['a default said aloud', {}, { server: { port: 8888 } }, []],
  [
    'what is reloaded',
    {},
    { images: { node: { executable: 'node' } }, log: { level: 'DEBUG' }, server: { hosts: ['a'] } },
    [],
  ],
  ['the cluster', {}, kubernetes, ['clustertype', 'compute', 'accountingtype']],
  ['a token', token('one'), token('two'), ['compute']],
  ['the same token', token('one'), token('one'), []],
  ['the store', {}, { accountingtype: 'JuliaRun.KuberClusters.NoAccounting' }, ['accountingtype']],
  ["the store's file", {}, { accounting: { sqlite: { path: 'x.db' } } }, ['accounting.sqlite']],
  ['modules', {}, { modules: ['a.ts'] }, ['modules']],
  ['the address', {}, { server: { host: 'localhost', port: 1 } }, ['server.host', 'server.port']],
])('a change of %s', (_what, before, after, keys) => {
  expect(diff(before, after)).toEqual(keys);
  expect(diff(after, before)).toEqual(keys);
});
