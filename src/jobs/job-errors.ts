import { ConflictError, InvalidError, NotFoundError } from '../lib/errors.ts';
import type { JobRef } from './job-ref.ts';
import type { TypedRef } from './job-request.ts';
import type { JobSpec } from './job-spec.ts';

/** A job as messages call it: `JuliaBatch "hello"`. */
function titleOf({ type, name }: TypedRef): string {
  return `${type} "${name}"`;
}

export function unknownJob({ namespace, name }: JobRef): NotFoundError {
  return new NotFoundError('not-found', `there is no job "${name}" in the namespace "${namespace}"`);
}

export function wrongType(ref: TypedRef, type: string): NotFoundError {
  return new NotFoundError('wrong-type', `"${ref.name}" is a ${type}, not a ${ref.type}`);
}

export function nameTaken({
  namespace,
  name,
  type,
  owner,
}: Pick<JobSpec, 'namespace' | 'name' | 'type' | 'owner'>): ConflictError {
  const by = owner === 'config' ? 'the configuration file' : 'the API';
  return new ConflictError(
    'name-taken',
    `the name "${name}" is taken in "${namespace}" by a ${type} of ${by}`,
  );
}

export function incomplete(ref: TypedRef): ConflictError {
  return new ConflictError('incomplete', `${titleOf(ref)} has not ended; delete it with force=true`);
}

export function ended(ref: TypedRef, todo: string): ConflictError {
  return new ConflictError('conflict', `${titleOf(ref)} has ended; ${todo}`);
}

export function fixedVolume(spec: JobSpec, wanted: string): InvalidError {
  const message = `run_volume of ${titleOf(spec)} is fixed: it is "${spec.runVolume}", not "${wanted}"; delete the job and submit it again`;
  return new InvalidError('bad-parameter', message);
}

export function withoutWorkers(ref: TypedRef): InvalidError {
  const mayHave = ref.type === 'JuliaParBatch' || ref.type === 'Notebook';
  const why = mayHave ? 'was submitted without worker_start_script, so it ' : '';
  return new InvalidError('bad-parameter', `${titleOf(ref)} ${why}has no workers to scale; allowed: 0`);
}
