import { z } from 'zod';
import { bytes, cores } from '../../api/quantities.ts';
import { namespaceName } from '../../api/names.ts';
import { filePath } from '../../lib/fields.ts';
import type { Images, Packages, Storage } from '../schema.ts';

/** The machine as a cluster: `cpu` in millicores, `memory` in bytes; absent, they are measured. */
export const LocalCompute = z.strictObject({
  state: filePath()
    .default('.juliarun')
    .describe('Folder of all that must outlive the service; the default lies in the working folder'),
  cpu: cores()
    .transform((count) => Math.round(count * 1_000))
    .optional()
    .describe("Cores that jobs may reserve (default: the machine's)"),
  memory: bytes().optional().describe("Memory that jobs may reserve (default: the machine's)"),
  gpu: z.int().min(0).default(0).describe('GPUs that jobs may reserve'),
  namespace: namespaceName().default('default').describe('Namespace of the jobs that name none'),
  on_stop: z
    .enum(['keep', 'stop'])
    .default('keep')
    .describe('Whether running jobs go on or end when the service stops'),
  script_roots: z
    .array(filePath())
    .default([])
    .describe('Folders outside the volumes that scripts may lie in'),
  shared_user: z
    .boolean()
    .default(false)
    .describe('Says that it is understood: whoever may submit a job acts as the user of the service'),
});
export type LocalCompute = z.output<typeof LocalCompute>;

/** All that the local cluster is made from. Paths are absolute. */
export interface LocalClusterConfig {
  readonly compute: LocalCompute;
  readonly images: Images;
  readonly storage: Storage;
  readonly packages: Packages;
}
