import { killLeft, localConfig, startLocalCluster, tellToEnd, until } from '../support/local-cluster.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { clusterContract, type ClusterHarness } from './cluster-contract.ts';

clusterContract('local cluster', async (): Promise<ClusterHarness> => {
  const folder = await temporaryFolder();
  const parts = await startLocalCluster(await localConfig(folder.path));
  return {
    parts,
    end: (process, exitCode) => tellToEnd(folder.path, process, exitCode),
    until,
    async [Symbol.asyncDispose]() {
      await parts[Symbol.asyncDispose]();
      await killLeft(folder.path);
      await folder[Symbol.asyncDispose]();
    },
  };
});
