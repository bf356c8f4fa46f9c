import { between, type Instant } from '../../lib/time.ts';
import type { ProcessExit } from '../job-state.ts';
import { backoff, STEADY } from './backoff.ts';
import { withEvent, withExit, withProcess, withoutProcess, type JobRecord } from './job-record.ts';
import type { Observation, RunExit } from './observation.ts';
import { isUp, toPending, type ProcessRecord } from './process-record.ts';

/** Takes what was seen of a run into the job. What concerns a run that is over changes nothing. */
export function takeObservation(job: JobRecord, seen: Observation, now: Instant): JobRecord {
  const process = job.processes.find(({ run }) => run === seen.run);
  if (process === undefined || !isUp(process)) return job;
  switch (seen.kind) {
    case 'started':
      return takeStart(job, process, seen);
    case 'ready':
      return process.phase === 'running' ? withProcess(job, { ...process, ready: seen.ready }) : job;
    case 'exited':
      return takeExit(job, process, seen.exit, now);
  }
}

function takeStart(
  job: JobRecord,
  process: ProcessRecord,
  { at, ports }: Extract<Observation, { kind: 'started' }>,
): JobRecord {
  const started = { ...process, startedAt: at, ports };
  const running: ProcessRecord =
    process.phase === 'starting' ? { ...started, phase: 'running', since: at, ready: true } : started;
  return withProcess({ ...job, runningSince: job.runningSince ?? at }, running);
}

function takeExit(job: JobRecord, process: ProcessRecord, exit: RunExit, now: Instant): JobRecord {
  const seen = withExit(job, toProcessExit(process, exit));
  if (process.drain !== undefined) return takeDrained(seen, process, process.drain.reason, exit, now);
  if (exit.blameless) {
    const text = `${process.name} ${exit.message ?? 'was lost with the machine'}; it starts again`;
    return withProcess(withEvent(seen, event(now, 'Warning', 'Lost', text)), toPending(process, now));
  }
  const ended = endOf(process, exit, now);
  if (exit.reason === 'exited' && exit.exitCode === 0) {
    if (!isForever(job, process)) return withProcess(seen, { ...ended, phase: 'succeeded', exitCode: 0 });
    return restartLater(seen, ended, exit, now);
  }
  const told = withEvent(seen, event(now, 'Warning', 'Failed', `${process.name} ${describeExit(exit)}`));
  return isForever(job, process) || hasRetries(job, ended)
    ? restartLater(told, ended, exit, now)
    : withProcess(told, { ...ended, phase: 'failed', reason: describeExit(exit) });
}

/** A process that was being stopped has gone, whatever its exit status. */
function takeDrained(
  job: JobRecord,
  process: ProcessRecord,
  reason: NonNullable<ProcessRecord['drain']>['reason'],
  exit: RunExit,
  now: Instant,
): JobRecord {
  if (reason === 'service-stop') return withProcess(job, toPending(process, now));
  if (reason === 'job-ended' && job.ending?.outcome === 'succeeded' && process.role === 'worker')
    return withProcess(job, { ...endOf(process, exit, now), phase: 'succeeded' });
  if (reason === 'timeout')
    return withProcess(job, { ...endOf(process, exit, now), phase: 'failed', reason: 'timeout' });
  return withoutProcess(job, process.name);
}

/** The process after its run: no place, no ports, one failure more in the row unless it ran long. */
function endOf(process: ProcessRecord, exit: RunExit, now: Instant): ProcessRecord {
  const { name, role, serial, generation, restarts, run, startedAt } = process;
  const steady = startedAt !== undefined && between(startedAt, exit.at) >= STEADY;
  return {
    name,
    role,
    serial,
    generation,
    restarts,
    failures: (steady ? 0 : process.failures) + 1,
    phase: 'failed',
    since: now,
    ready: false,
    ports: {},
    ...(run === undefined ? {} : { run }),
    ...(startedAt === undefined ? {} : { startedAt }),
    ...(process.held === undefined ? {} : { held: process.held }),
    ...(process.node === undefined ? {} : { node: process.node }),
    ...(exit.exitCode === undefined ? {} : { exitCode: exit.exitCode }),
  };
}

function restartLater(job: JobRecord, ended: ProcessRecord, exit: RunExit, now: Instant): JobRecord {
  const delay = backoff(ended.failures) / 1_000;
  const reason = `${describeExit(exit)}; restarts ${delay} s later`;
  return withProcess(job, { ...ended, phase: 'backoff', since: now, reason });
}

/** Services, and workers under Always, never end of themselves. */
function isForever({ spec }: JobRecord, { role }: ProcessRecord): boolean {
  return spec.doneWhen === 'deleted' || (role === 'worker' && spec.workers?.restart === 'Always');
}

function hasRetries({ spec }: JobRecord, { role, failures }: ProcessRecord): boolean {
  const own = role === 'master' ? spec.master : spec.workers;
  return own?.restart !== 'Never' && failures <= spec.retries;
}

function toProcessExit(process: ProcessRecord, exit: RunExit): ProcessExit {
  return {
    process: process.name,
    at: exit.at,
    reason: process.drain?.reason ?? exit.reason,
    ...(exit.exitCode === undefined ? {} : { exitCode: exit.exitCode }),
  };
}

function describeExit({ reason, exitCode, message }: RunExit): string {
  const text = {
    exited: `exited with ${exitCode}`,
    oom: 'used more memory than its limit (oom)',
    lost: 'was lost',
    'not-started': 'could not be started',
  }[reason];
  return message === undefined ? text : `${text}: ${message}`;
}

function event(at: Instant, type: 'Normal' | 'Warning', reason: string, message: string) {
  return { at, type, reason, message };
}
