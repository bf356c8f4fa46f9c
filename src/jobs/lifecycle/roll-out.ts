import type { Instant } from '../../lib/time.ts';
import { drain } from './drain.ts';
import type { JobRecord } from './job-record.ts';
import { isLive, isReady, toPending, type ProcessRecord } from './process-record.ts';

/**
 * Brings processes to the job's generation, one at a time: the next one is stopped only when the last
 * one is gone and every newer process is ready, so that a definition that does not work takes no more
 * than one process with it. Those that do not run just start with the new definition.
 */
export function rollOut(job: JobRecord, now: Instant): JobRecord {
  if (job.processes.every((process) => process.generation === job.generation)) return job;
  const processes = job.processes.map((process) =>
    isOutdated(job, process) && (process.phase === 'pending' || process.phase === 'backoff')
      ? toPending(process, now, job.generation)
      : process,
  );
  const rolled = { ...job, processes };
  const outdated = processes.filter((process) => isLive(process) && isOutdated(job, process));
  const [next] = outdated.toSorted((a, b) => orderOf(a) - orderOf(b) || a.serial - b.serial);
  const busy = processes.some(
    (process) =>
      process.drain?.reason === 'updated' ||
      (isLive(process) && !isOutdated(job, process) && !isReady(process)),
  );
  return next === undefined || busy ? rolled : drain(rolled, new Set([next]), 'updated', now);
}

function isOutdated(job: JobRecord, process: ProcessRecord): boolean {
  return process.generation < job.generation;
}

/** The master first, since its workers depend on it; then those that are of no use yet. */
function orderOf(process: ProcessRecord): number {
  if (process.role === 'master') return 0;
  return isReady(process) ? 2 : 1;
}
