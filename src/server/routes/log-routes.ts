import { tailJob } from '../../api/calls/tail-job.ts';
import { resolveTime } from '../../api/time-value.ts';
import type { JobManager } from '../../jobs/job-manager.ts';
import type { TypedRef } from '../../jobs/job-request.ts';
import type { LogLine, LogQuery } from '../../jobs/ports/job-logs.ts';
import type { Clock } from '../../lib/clock.ts';
import { NotFoundError } from '../../lib/errors.ts';
import { toRfc3339 } from '../../lib/time.ts';
import { waitingRoute, type Route } from '../route.ts';

export interface LogParts {
  readonly jobs: Pick<JobManager, 'find' | 'findHosted' | 'tail' | 'follow'>;
  readonly clock: Clock;
}

/** What jobs have written. With `follow` the lines are streamed as text, each as it comes. */
export function logRoutes({ jobs, clock }: LogParts): readonly Route[] {
  return [
    waitingRoute(
      tailJob,
      async ({ name, stream, count, since: said, follow }, { namespace, type, signal }) => {
        if (name !== undefined && type !== '') await refuseOtherType({ namespace, name, type }, jobs, signal);
        const since = resolveTime(said, clock.now());
        const query: LogQuery = {
          namespace,
          count,
          ...(name !== undefined && { job: name }),
          ...(stream !== undefined && { stream }),
          ...(since !== undefined && { since }),
        };
        if (!follow) return (await jobs.tail(query, signal)).map(lineText).join('\n');
        // a job that does not exist must be told before the stream begins
        await jobs.tail({ ...query, count: 1 }, signal);
        return linesAsText(jobs.follow(query, signal));
      },
    ),
  ];
}

/** A job that is gone has no type any more, but may have left logs. */
async function refuseOtherType(ref: TypedRef, jobs: LogParts['jobs'], signal: AbortSignal): Promise<void> {
  if (jobs.findHosted(ref) !== undefined) return;
  try {
    await jobs.find(ref, signal);
  } catch (error) {
    if (!(error instanceof NotFoundError) || error.code === 'wrong-type') throw error;
  }
}

function lineText({ at, process, message }: LogLine): string {
  return `${toRfc3339(at)}, ${process}, ${message}`;
}

async function* linesAsText(lines: AsyncIterable<LogLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${lineText(line)}\n`;
}
