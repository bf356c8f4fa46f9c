import { withoutNothing } from '../api/explain-issues.ts';
import { checkParameters } from './check-parameters.ts';
import type { JobRequest } from './job-request.ts';
import type { JobSpec } from './job-spec.ts';
import type { JobType } from './job-type.ts';
import { storable } from './merge-parameters.ts';

/** The spec that a request asks for. InvalidError names every parameter that is wrong. */
export function specOf(type: JobType, request: JobRequest): JobSpec {
  const { namespace, name, owner, user, secrets = [] } = request;
  const checked = checkParameters(type.parameters, request.parameters, `${type.name} "${name}"`);
  const given = Object.keys(withoutNothing(type.parameters, request.parameters));
  const parameters = storable(Object.fromEntries(given.map((key) => [key, checked[key]])));
  const base = { type: type.name, namespace, name, owner, parameters, ...(user !== undefined && { user }) };
  return { ...type.toSpec(base, checked), ...(secrets.length > 0 && { secrets }) };
}
