import type { z } from 'zod';
import type { JobSpec, Owner } from './job-spec.ts';

/** What every spec has, whatever its type. `parameters` are those that were given, as their schema read them. */
export type SpecBase = Pick<JobSpec, 'type' | 'namespace' | 'name' | 'parameters' | 'user'> & {
  readonly owner: Owner;
};

/** A kind of job: which parameters it takes, and what they make of it. */
export interface JobType<Parameters extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly parameters: Parameters;
  /** Fills in every default. InvalidError if the parameters cannot stand together. */
  toSpec(base: SpecBase, parameters: z.output<Parameters>): JobSpec;
}
