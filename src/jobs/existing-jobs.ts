import type { DeclaredRef } from './declared-ref.ts';
import { jobKey } from './job-ref.ts';
import type { JobManager } from './job-manager.ts';
import type { JobSpec } from './job-spec.ts';
import type { HostedSpec } from './ports/hosted-jobs.ts';

/** A job or scaler that there is. `target` is the key of the job that a scaler works on. */
export interface Existing {
  readonly kind: DeclaredRef['kind'];
  readonly spec: JobSpec | HostedSpec;
  readonly finished: boolean;
  readonly target?: string;
}

/** All jobs and scalers of all namespaces, by `jobKey`. Rejects while the cluster is away. */
export async function existingJobs(
  jobs: Pick<JobManager, 'list'>,
  signal: AbortSignal,
): Promise<Map<string, Existing>> {
  const { states, hosted } = await jobs.list(undefined, signal);
  return new Map<string, Existing>([
    ...states.map(
      ({ spec, finished }) =>
        [jobKey(spec), { kind: 'job', spec, finished: finished !== undefined }] as const,
    ),
    ...hosted.map(
      ({ spec, status, target }) =>
        [
          jobKey(spec),
          { kind: 'scaler', spec, finished: status === 'ended', target: jobKey(target) },
        ] as const,
    ),
  ]);
}
