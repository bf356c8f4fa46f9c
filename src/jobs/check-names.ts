import { isJobName, isNamespace, LONGEST_JOB_NAME } from '../api/names.ts';
import { InvalidError } from '../lib/errors.ts';
import type { JobRef } from './job-ref.ts';

/** InvalidError (`bad-name`) if no job can be called so, there. */
export function checkNames({ namespace, name }: JobRef): void {
  const rule = 'lower-case letters, digits and "-" inside, at most';
  if (!isJobName(name))
    throw new InvalidError('bad-name', `"${name}" cannot name a job; names are ${rule} ${LONGEST_JOB_NAME}`);
  if (!isNamespace(namespace))
    throw new InvalidError('bad-name', `"${namespace}" cannot name a namespace; names are ${rule} 63`);
}
