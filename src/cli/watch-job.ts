import { getJobScale, getJobStatus, type Job, type JobStatus } from '../client/index.ts';
import type { Io } from './io.ts';
import { progressOf } from './progress-of.ts';
import type { Remote } from './remote-command.ts';
import { StatusLine } from './status-line.ts';

const LOOK_EVERY = 1_000;

/** Looks at a job until `enough`, telling on standard error how it goes. Yields the last look. */
export async function watchJob(
  io: Io,
  remote: Remote,
  job: Job,
  enough: (status: JobStatus, scale: readonly [running: number, requested: number]) => boolean,
  signal: AbortSignal,
): Promise<JobStatus> {
  await using line = new StatusLine(io);
  for (;;) {
    const [status, scale] = await Promise.all([
      getJobStatus(remote.context, job, { signal }),
      getJobScale(remote.context, job, { signal }),
    ]);
    if (enough(status, scale)) return status;
    line.show(progressOf(job.name, status, scale));
    await io.sleep(LOOK_EVERY, signal);
  }
}
