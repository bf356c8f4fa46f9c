import type { JobRef } from '../job-ref.ts';
import type { JobScale } from '../job-scale.ts';
import type { JobSpec } from '../job-spec.ts';
import type { JobState } from '../job-state.ts';
import type { ReadyWorkers } from '../ready-workers.ts';
import type { ClusterStatus, Endpoint } from '../cluster-status.ts';

/**
 * Runs jobs. Changes are durable when their promise resolves. Every call rejects with RetryableError
 * while the cluster is away, having changed nothing.
 */
export interface Cluster extends AsyncDisposable {
  /** InvalidError if the job could never run here as described: unknown image or volume, missing script. Changes nothing. */
  check(spec: JobSpec, signal: AbortSignal): Promise<void>;
  /** Accepts the job; capacity never refuses it. ConflictError if the name is taken in its namespace. */
  submit(spec: JobSpec, signal: AbortSignal): Promise<void>;
  /** Replaces the definition; processes follow one at a time. NotFoundError if unknown. The scale is kept. */
  update(spec: JobSpec, signal: AbortSignal): Promise<void>;
  /** Removes the job and stops its processes with their grace, in the background. False if unknown. */
  delete(job: JobRef, signal: AbortSignal): Promise<boolean>;
  find(job: JobRef, signal: AbortSignal): Promise<JobState | undefined>;
  /** All jobs of one namespace, or of all. */
  list(namespace: string | undefined, signal: AbortSignal): Promise<readonly JobState[]>;
  /** One call for many jobs; an unknown job is missing from the map. */
  scales(jobs: readonly JobRef[], signal: AbortSignal): Promise<ReadonlyMap<string, JobScale>>;
  /** The ready workers of many jobs in one call; an unknown job is missing from the map. */
  readyWorkers(jobs: readonly JobRef[], signal: AbortSignal): Promise<ReadonlyMap<string, ReadyWorkers>>;
  /** Idempotent. When shrinking, `victims` go first, in order; then not ready, then newest. NotFoundError if unknown. */
  setScale(job: JobRef, n: number, victims: readonly string[], signal: AbortSignal): Promise<void>;
  /** NotFoundError if unknown. */
  endpoint(job: JobRef, signal: AbortSignal): Promise<Endpoint>;
  /** Never rejects: a cluster that cannot be reached is `up: false`. */
  status(signal: AbortSignal): Promise<ClusterStatus>;
}
