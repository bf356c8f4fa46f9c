import { call } from './call.ts';
import type { Context } from './context.ts';
import { environment } from './environment.ts';
import type { CallOptions } from './request.ts';

export interface RecordOptions extends CallOptions {
  /** Name of the job that the values belong to. Default: the one that this process is part of. */
  readonly job?: string | undefined;
  /** Process of that job. Default: this one, but none when it records for another job. */
  readonly process?: string | undefined;
  /** Nanoseconds since the epoch, RFC 3339 or relative. Default: now. */
  readonly atTime?: bigint | string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Records values of metrics by name. Resolves when they are durable. */
export function recordMetrics(
  context: Context,
  metrics: Readonly<Record<string, number>>,
  options: RecordOptions = {},
): Promise<true> {
  const own = environment('JRUN_NAME');
  const { job = own, atTime, tags } = options;
  const process =
    options.process ?? (job !== undefined && job === own ? environment('JRUN_PROCESS') : undefined);
  const parameters = { metrics, job, process, at_time: atTime, tags };
  return call(context, { api: 'recordMetrics', parameters, mutates: true }, options);
}
