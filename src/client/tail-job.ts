import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions, Parameters } from './request.ts';

export interface TailOptions extends CallOptions {
  /** Default: both. */
  readonly stream?: 'stdout' | 'stderr' | undefined;
  /** Default: 50. */
  readonly count?: number | undefined;
  /** Only lines from this time on: nanoseconds, RFC 3339, or relative such as `-1h`. */
  readonly since?: bigint | string | undefined;
}

/** The last lines of a job, or without one of all jobs of the namespace: `<RFC3339>, <process>, <message>`. */
export function tailJob(context: Context, job: Job | undefined, options: TailOptions = {}): Promise<string> {
  return call(
    context,
    { api: 'tailJob', type: job?.type, parameters: tailParameters(job, options) },
    options,
  );
}

export function tailParameters(job: Job | undefined, { stream, count, since }: TailOptions): Parameters {
  return { name: job?.name, stream, count, since };
}
