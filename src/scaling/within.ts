import { abortable } from '../lib/abortable.ts';
import type { Clock } from '../lib/clock.ts';
import { formatDuration } from '../lib/duration.ts';
import { RetryableError } from '../lib/errors.ts';
import type { Millis } from '../lib/time.ts';

export interface WithinOptions {
  readonly clock: Clock;
  readonly timeout: Millis;
  readonly signal: AbortSignal;
}

/** What the work gives, if it does so in time; else RetryableError `timed-out`. The work's signal aborts then, but it is not waited for. */
export async function within<Result>(
  options: WithinOptions,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const { clock, timeout, signal } = options;
  const done = new AbortController();
  const late = new AbortController();
  const either = AbortSignal.any([signal, late.signal]);
  void clock.sleep(timeout, done.signal).then(
    () => late.abort(new RetryableError('timed-out', `timed out after ${formatDuration(timeout)}`)),
    () => undefined, // it was done in time
  );
  try {
    return await abortable(work(either), either);
  } finally {
    done.abort();
  }
}
