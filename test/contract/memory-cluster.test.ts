import { createMemoryCluster } from '../../src/clusters/memory/create.ts';
import { silentLog } from '../../src/lib/log.ts';
import { VirtualClock } from '../../src/lib/virtual-clock.ts';
import { clusterContract, type ClusterHarness } from './cluster-contract.ts';

clusterContract('memory cluster', async (): Promise<ClusterHarness> => {
  const clock = new VirtualClock();
  const capacity = { cpu: 1_000, memory: 2 ** 30, gpu: 0 };
  const parts = createMemoryCluster({ clock, log: silentLog, capacity, startDelay: 300, stopDelay: 200 });
  await parts.start('http://127.0.0.1:8888', new AbortController().signal);
  return {
    parts,
    async end(process, exitCode) {
      parts.controls.exit(process, exitCode);
      await clock.settle();
    },
    async until(what, condition) {
      for (let step = 0; step < 1_000; step++) {
        const holds = await condition();
        if (holds) return holds;
        await clock.advance(100);
      }
      throw new Error(`not reached: ${what}`);
    },
    [Symbol.asyncDispose]: () => parts[Symbol.asyncDispose](),
  };
});
