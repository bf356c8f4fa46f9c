import type { Context } from './context.ts';
import type { Job } from './job.ts';
import { linesOf } from './lines.ts';
import { request } from './request.ts';
import { tailParameters, type TailOptions } from './tail-job.ts';

/**
 * The last lines of a job, and then new ones as they come, until the job has ended or the signal aborts.
 * There is no time limit but the signal.
 */
export async function* followJob(
  context: Context,
  job: Job | undefined,
  options: Omit<TailOptions, 'timeout'> = {},
): AsyncGenerator<string, void, undefined> {
  const what = {
    api: 'tailJob',
    type: job?.type,
    parameters: { ...tailParameters(job, options), follow: true },
  };
  const signal = options.signal ?? new AbortController().signal;
  const body = await request(context, what, signal, async (response) => response.body);
  if (body !== null) yield* linesOf(body);
}
