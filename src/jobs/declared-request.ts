import { createHash } from 'node:crypto';
import { canonicalJson } from '../lib/json.ts';
import type { JobRequest } from './job-request.ts';
import { storable } from './merge-parameters.ts';

/** One entry of the configuration file: a job or a scaler as it should be. */
export interface DeclaredRequest {
  readonly kind: 'job' | 'scaler';
  readonly request: JobRequest;
  /** Of all that the entry says; tells whether it has changed since it was last applied. */
  readonly hash: string;
}

/** An entry with its hash, in which the order of keys and the layout of the file do not count. */
export function declare(kind: DeclaredRequest['kind'], request: JobRequest): DeclaredRequest {
  const text = canonicalJson({ type: request.type, parameters: storable(request.parameters) });
  return { kind, request, hash: createHash('sha256').update(text).digest('hex') };
}
