import type { z } from 'zod';
import type { ApiCall } from '../api/api-call.ts';
import { InvalidError, NotFoundError } from '../lib/errors.ts';
import { checkParameters } from '../jobs/check-parameters.ts';
import type { Parameters } from './requests/parse-form.ts';

/** Who calls, on what, and until when. */
export interface Call {
  readonly namespace: string;
  /** The job type in the path; empty if there is none. */
  readonly type: string;
  /** Aborts when the service stops or the call's time is up; on routes that wait also when the client leaves. */
  readonly signal: AbortSignal;
}

/** One line of the table that routes and their documentation are made from. */
export interface Route extends ApiCall {
  /** It takes as long as the client cares to wait. */
  readonly waits: boolean;
  /** Checks the parameters and does the call. Rejects with InvalidError naming what is wrong with them. */
  readonly run: (parameters: Parameters, call: Call) => Promise<unknown>;
}

/** A call of the API whose schemas read `Asked` and describe `Told`. */
type Typed<Asked, Told> = ApiCall & {
  readonly request: z.ZodType<Asked>;
  readonly response: z.ZodType<unknown, Told>;
};

/** The same data, which its receiver only reads. */
type Immutable<Data> = Data extends object ? { readonly [Key in keyof Data]: Immutable<Data[Key]> } : Data;

type Handler<Asked, Told> = (parameters: Asked, call: Call) => Promise<Told>;

/** Ties a call of the API to what does it: it gets what the schema has checked, and answers what it promises. */
export function route<Asked, Told>(
  api: Typed<Asked, Told>,
  handle: NoInfer<Handler<Asked, Immutable<Told>>>,
): Route {
  return { ...api, waits: false, run: checked(api, handle) };
}

/** The same for a call that may take any time, or sends lines as they come instead of an answer. */
export function waitingRoute<Asked, Told>(
  api: Typed<Asked, Told>,
  handle: NoInfer<Handler<Asked, Immutable<Told> | AsyncIterable<string>>>,
): Route {
  return { ...api, waits: true, run: checked(api, handle) };
}

function checked<Asked>(api: Typed<Asked, unknown>, handle: Handler<Asked, unknown>): Route['run'] {
  return async (parameters, call) => {
    if (call.type === '' && api.jobType === 'required') {
      const form = `/${api.name}/<JobType>/?name=...`;
      throw new InvalidError('bad-parameter', `${api.name} needs a job type in its path: ${form}`);
    }
    if (call.type !== '' && api.jobType === 'none') {
      throw new NotFoundError('not-found', `${api.name} takes no job type: call /${api.name}/`);
    }
    return handle(checkParameters(api.request, parameters, api.name), call);
  };
}
