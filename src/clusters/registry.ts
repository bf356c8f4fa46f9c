import { KubernetesCompute } from './kubernetes/schema.ts';
import { LocalCompute } from './local/schema.ts';

/** The clusters by their `clustertype`: what their `compute` section may say, and how to load them. */
export const clusters = {
  'JuliaRun.LocalClusters.LocalCluster': {
    schema: LocalCompute,
    load: () => import('./local/create.ts'),
  },
  'JuliaRun.KuberClusters.KuberCluster': {
    schema: KubernetesCompute,
  },
} as const;

export type ClusterType = keyof typeof clusters;
