import { z } from 'zod';
import { jobName, namespaceName } from '../api/names.ts';
import { bytes, cores } from '../api/quantities.ts';

const AnyJson = z.json();
const NamedValues = z.union([z.string(), z.record(z.string(), AnyJson)]);
const Parameters = z.record(z.string(), AnyJson);

/** What every entry of the configuration file is called by. Absent namespace: the cluster's. */
export const entryNames = { name: jobName(), namespace: namespaceName().optional() };

/** A job of the configuration file. Its parameters are its type's, and checked once all types are known. */
const JobEntry = z
  .object({
    type: z.string().min(1),
    ...entryNames,
    // named here because their keys are the user's own
    envvars: NamedValues.optional(),
    worker_envvars: NamedValues.optional(),
    ports: z.union([NamedValues, z.array(AnyJson)]).optional(),
  })
  .catchall(AnyJson)
  .transform(asEntry);

export const Jobs = z.array(JobEntry);

/** What a namespace's jobs may reserve together: `cpu` in millicores, `memory` in bytes. Absent: no limit. */
const Quota = z.strictObject({
  cpu: cores()
    .transform((count) => Math.round(count * 1_000))
    .optional()
    .describe('Cores that they may reserve'),
  memory: bytes().optional().describe('Memory that they may reserve'),
  gpu: z.int().min(0).optional(),
  jobs: z.int().min(0).optional(),
});
export type Quota = z.output<typeof Quota>;

/** Quotas by namespace. */
export const Quotas = z.record(namespaceName(), Quota);
export type Quotas = z.output<typeof Quotas>;

/** An entry as jobs and scalers are submitted: what it is, and its parameters apart. */
export function asEntry<Type extends string>(entry: {
  readonly type: Type;
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly [parameter: string]: unknown;
}) {
  const { type, name, namespace, ...rest } = entry;
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  const parameters = Parameters.parse(Object.fromEntries(given));
  return { type, name, ...(namespace === undefined ? {} : { namespace }), parameters };
}
