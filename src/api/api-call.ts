import type { z } from 'zod';

/**
 * One call of the protocol: `/<name>/` or `/<name>/<JobType>/` with its parameters in the query, a form or a JSON body.
 * The schemas read what arrives and describe what is answered in the envelope's `data`.
 */
export interface ApiCall {
  readonly name: string;
  readonly summary: string;
  /** Whether a job type stands in the path. */
  readonly jobType: 'required' | 'optional' | 'none';
  /** Whether it may change something. */
  readonly mutates: boolean;
  /** Bytes of a body that it takes, if fewer than others do: a longer one is not even read. */
  readonly longestBody?: number;
  readonly request: z.ZodObject;
  readonly response: z.ZodType;
}
