import type { JobStatus } from '../api/calls/job-status.ts';
import { call } from './call.ts';
import type { Context } from './context.ts';
import type { Job } from './job.ts';
import type { CallOptions } from './request.ts';

/** Seconds that one request waits; long waits are made of many, so that nothing between us and the service gives up. */
const ONE_WAIT = 20;
const ANSWER_TIME = 10_000;

/** Waits until a job has ended. No time limit but the options'; a `TimeoutError` when that is over. */
export async function waitJob(
  context: Context,
  { type, name }: Job,
  options: CallOptions = {},
): Promise<JobStatus> {
  const signals = [
    options.signal,
    options.timeout === undefined ? undefined : AbortSignal.timeout(options.timeout),
  ];
  const signal = AbortSignal.any(signals.filter((given) => given !== undefined));
  for (;;) {
    const parameters = { name, timeout: ONE_WAIT };
    const timeout = ONE_WAIT * 1_000 + ANSWER_TIME;
    const status = await call<JobStatus>(context, { api: 'waitJob', type, parameters }, { signal, timeout });
    if (status.succeeded || status.failed) return status;
  }
}
