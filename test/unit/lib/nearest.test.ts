import { expect, test } from 'vitest';
import { nearest } from '../../../src/lib/nearest.ts';

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
  expect(nearest(found, known)).toBe(meant);
});
