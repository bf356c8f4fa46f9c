import type { Json } from '../../lib/json.ts';
import type { Instant } from '../../lib/time.ts';
import type { JobRef } from '../job-ref.ts';
import type { Owner } from '../job-spec.ts';

/** A job that the service runs in itself, as submitted; its room knows what the parameters mean. */
export interface HostedSpec extends JobRef {
  readonly type: string;
  readonly owner: Owner;
  readonly user?: string;
  readonly parameters: { readonly [name: string]: Json };
}

/** A hosted job and how it is. `target` is the job it works on; `error` its present trouble. */
export interface HostedJob {
  /** As submitted, with secrets masked; an update that sends a mask back keeps the secret. */
  readonly spec: HostedSpec;
  readonly target: JobRef;
  readonly status: 'waiting' | 'running' | 'paused' | 'ended';
  readonly since: Instant;
  readonly error?: string;
}

/** Jobs that this service runs in itself, scalers first of all. Bound once both exist: jobs.host(scalers). */
export interface HostedJobs {
  readonly types: readonly string[];
  /** InvalidError if it could never be submitted or its target has another already (ConflictError). Changes nothing. */
  check(spec: HostedSpec): void;
  /** Durable when resolved. InvalidError, or ConflictError if the target has one already. */
  submit(spec: HostedSpec, signal: AbortSignal): Promise<void>;
  /** Durable when resolved; memory is kept where the metric is the same. NotFoundError if unknown. */
  update(spec: HostedSpec, signal: AbortSignal): Promise<void>;
  /** From memory. */
  find(namespace: string, name: string): HostedJob | undefined;
  list(namespace?: string): readonly HostedJob[];
  /** False if unknown. */
  delete(namespace: string, name: string, signal: AbortSignal): Promise<boolean>;
  /** Ends those that work on the target; idempotent. */
  ended(target: JobRef, signal: AbortSignal): Promise<void>;
}
