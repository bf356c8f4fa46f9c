import { formatDuration } from '../../lib/duration.ts';
import { between, type Instant, type Millis } from '../../lib/time.ts';
import { workersOf, type Ending, type JobRecord } from './job-record.ts';
import { isLive, type ProcessRecord } from './process-record.ts';

/** How the job ends by what its processes did, if that is certain; undefined while it goes on. */
export function decideEnding(job: JobRecord): Ending | undefined {
  if (job.spec.doneWhen === 'deleted') return undefined;
  return endingByMaster(job) ?? endingByWorkers(job);
}

/** Its end by having run too long. */
export function decideTimeout(job: JobRecord, now: Instant): Ending | undefined {
  const { timeout } = job.spec;
  if (timeout === undefined || ranFor(job, now) < timeout) return undefined;
  return { outcome: 'failed', reason: `timeout: ran longer than ${formatDuration(timeout)}` };
}

/** How long the job has run, without the time during which the service had stopped it. */
export function ranFor(job: JobRecord, now: Instant): Millis {
  return job.ranBefore + (job.runningSince === undefined ? 0 : between(job.runningSince, now));
}

function endingByMaster(job: JobRecord): Ending | undefined {
  const master = job.processes.find(({ role, phase }) => role === 'master' && phase !== 'draining');
  if (master?.phase === 'succeeded')
    return { outcome: 'succeeded', reason: 'the master exited with 0', exitCode: 0 };
  return master?.phase === 'failed' ? failureOf(master) : undefined;
}

function endingByWorkers(job: JobRecord): Ending | undefined {
  const workers = workersOf(job);
  const failed = workers.find(({ phase }) => phase === 'failed');
  const restart = job.spec.workers?.restart;
  if (failed !== undefined && restart === 'OnFailure') return failureOf(failed);
  if (job.spec.doneWhen !== 'workers-exit' || restart === 'Always') return undefined;
  const ended = workers.length >= job.requested && workers.length > 0 && job.requested > 0;
  if (!ended || workers.some((worker) => isLive(worker) || worker.phase === 'draining')) return undefined;
  return failed === undefined
    ? { outcome: 'succeeded', reason: 'every worker exited with 0', exitCode: 0 }
    : failureOf(failed);
}

function failureOf({ name, reason, failures, exitCode }: ProcessRecord): Ending {
  const row = failures > 1 ? `, ${failures} failures in a row` : '';
  return {
    outcome: 'failed',
    reason: `${name} ${reason ?? 'failed'}${row}`,
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}
