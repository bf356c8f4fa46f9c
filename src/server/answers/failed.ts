import { CodedError } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { failureOf, type Answer } from './answer.ts';

/** The answer to a call that failed; faults of the service are also told to its log. */
export function failed(error: unknown, log: Log): Answer {
  const answer = failureOf(error instanceof CodedError ? error : {});
  if (answer.status === 500) log.error('a call failed', { error });
  return answer;
}
