import type { Rusage } from '../../client/index.ts';

export type Resource = keyof Rusage['units'];

/** How a resource is called in tables and in CSV. */
interface ResourceNames {
  readonly heading: string;
  readonly used: string;
  /** A GPU that is requested is used. */
  readonly requested: string | undefined;
}

export const resourceNames: Readonly<Record<Resource, ResourceNames>> = {
  cpu: { heading: 'CPU CORE H', used: 'cpu_core_hours', requested: 'cpu_requested_core_hours' },
  mem: { heading: 'MEM GIB H', used: 'mem_gib_hours', requested: 'mem_requested_gib_hours' },
  gpu: { heading: 'GPU H', used: 'gpu_hours', requested: undefined },
};

export const allResources = ['cpu', 'mem', 'gpu'] as const satisfies readonly Resource[];

/** Those that a report tells of. */
export function resourcesOf({ units }: Rusage): readonly Resource[] {
  return allResources.filter((resource) => units[resource] !== undefined);
}
