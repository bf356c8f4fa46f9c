import { z } from 'zod';
import { duration } from '../api/values.ts';
import { parseDuration } from '../lib/duration.ts';

/** Whether the cluster's nodes are scaled. */
export const ScalingType = z
  .enum(['JuliaRun.KuberClusters.NoScaling', 'JuliaRun.KuberClusters.KuberScaler'])
  .default('JuliaRun.KuberClusters.NoScaling');

/** How much must stay free, in percent, on clusters of up to so many nodes; larger ones take the last figure. */
const Headroom = z
  .strictObject({
    nodecount: z.array(z.int().min(1)).min(1),
    freepct: z.array(z.number().min(0).lt(100)).min(1),
  })
  .superRefine(({ nodecount, freepct }, context) => {
    if (nodecount.length !== freepct.length) {
      const message = `has ${freepct.length} figures for ${nodecount.length} sizes; allowed: one for each of "nodecount"`;
      context.addIssue({ code: 'custom', path: ['freepct'], message });
    }
    const fallen = nodecount.findIndex((count, index) => index > 0 && count <= (nodecount[index - 1] ?? 0));
    if (fallen > 0) {
      const message = `is ${nodecount[fallen]} after ${nodecount[fallen - 1]}; allowed: sizes that rise`;
      context.addIssue({ code: 'custom', path: ['nodecount', fallen], message });
    }
  });

/** The node scaler's settings with the groups and credentials of the cloud of that name. */
export function nodeScaler<
  Name extends string,
  Group extends Readonly<Record<string, z.ZodType>>,
  Credentials extends z.ZodType,
>(name: Name, cloud: { readonly group: Group; readonly credentials: Credentials }) {
  /** A group's bounds hold beside those of all groups. */
  const group = { ...cloud.group, min: z.int().min(0).default(0), max: z.int().min(0).optional() };
  return z
    .strictObject({
      cloudscaler: z.literal(name),
      headroom: Headroom.prefault({ nodecount: [3, 5, 10, 20], freepct: [30, 20, 15, 10] }),
      cooldown: duration({ zero: true })
        .transform((value) => parseDuration(/^\d+(\.\d+)?$/.test(String(value)) ? `${value}m` : value))
        .prefault(5)
        .describe('Time from any scaling activity to the next scaling in; a bare number counts minutes'),
      min: z.int().min(0).default(1).describe('Least nodes of all groups together'),
      max: z.int().min(0).describe('Most nodes of all groups together'),
      dry_run: z.boolean().default(false).describe('Decides and records, and changes nothing'),
      groups: z.array(z.strictObject(group)).default([]),
      credentials: cloud.credentials
        .optional()
        .describe('Who to be towards the cloud (default: what environment, files and machine identity say)'),
    })
    .superRefine(({ min, max }, context) => {
      if (min <= max) return;
      context.addIssue({
        code: 'custom',
        path: ['max'],
        message: `is ${max}; allowed: at least "min", which is ${min}`,
      });
    });
}
