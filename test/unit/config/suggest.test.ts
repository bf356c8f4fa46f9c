import { expect, test } from 'vitest';
import { suggest } from '../../../src/config/suggest.ts';

test.each([
  ['prot', ['host', 'port', 'proxy'], 'port'],
  ['Port', ['host', 'port'], 'port'],
  ['volumeid', ['name', 'volume_id'], 'volume_id'],
  [
    'KuberCluster',
    ['JuliaRun.LocalClusters.LocalCluster', 'JuliaRun.KuberClusters.KuberCluster'],
    'JuliaRun.KuberClusters.KuberCluster',
  ],
  ['xyz', ['host', 'port'], undefined],
  ['anything', [], undefined],
  ['', ['a'], undefined],
])('%s among %s', (found, known, meant) => {
  expect(suggest(found, known)).toBe(meant);
});
