import type { Clock } from './clock.ts';
import { RetryableError } from './errors.ts';
import { formatDuration } from './duration.ts';
import type { Millis } from './time.ts';

/**
 * Runs something with a signal that also aborts after `limit`, with RetryableError `timeout`. It is the
 * callee's to heed the signal.
 */
export async function withDeadline<T>(
  clock: Clock,
  limit: Millis,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const done = new AbortController();
  const alarm = clock.sleep(limit, done.signal).then(
    () => late.abort(new RetryableError('timeout', `no answer within ${formatDuration(limit)}`)),
    () => {},
  );
  try {
    return await run(AbortSignal.any([signal, late.signal]));
  } finally {
    done.abort();
    await alarm;
  }
}
