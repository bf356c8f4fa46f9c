import type { JobRef } from './job-ref.ts';
import type { Owner } from './job-spec.ts';

/** A job as calls name it: of another type it counts as unknown. */
export interface TypedRef extends JobRef {
  readonly type: string;
}

/** What a caller or the configuration file asks for. Parameters are as they arrived. */
export interface JobRequest extends TypedRef {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly owner: Owner;
  readonly user?: string;
  /** Where in the parameters secrets stand, as paths such as `envvars.DB`; they are never shown. */
  readonly secrets?: readonly string[];
}
