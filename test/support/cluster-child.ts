/** A service that holds a local cluster and does what its parent says; to be killed. Run by `ClusterChild`. */
import type { LocalClusterConfig } from '../../src/clusters/local/schema.ts';
import { startLocalCluster } from './local-cluster.ts';

const never = new AbortController().signal;
const parts = await startLocalCluster(JSON.parse(process.argv[2] ?? '') as LocalClusterConfig);

process.on(
  'message',
  ({ id, face, method, args }: { id: number; face: string; method: string; args: unknown[] }) => {
    const target = (
      parts as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>
    )[face];
    Promise.resolve(target?.[method]?.(...args, never)).then(
      (answer) => process.send?.({ id, answer }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  },
);
process.send?.('ready');
