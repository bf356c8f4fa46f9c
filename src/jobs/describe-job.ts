import type { JobDescription } from '../api/calls/describe-job.ts';
import { toRfc3339 } from '../lib/time.ts';
import { maskParameters } from './mask-parameters.ts';
import { hostedStatusOf } from './hosted-status.ts';
import type { JobState, ProcessState } from './job-state.ts';
import { statusOf } from './job-status.ts';
import type { HostedJob } from './ports/hosted-jobs.ts';

/** All there is to tell of a job; `hosted` are the jobs of its namespace that may work on it. */
export function describeJob(state: JobState, hosted: readonly HostedJob[]): JobDescription {
  const { spec, finished } = state;
  return {
    ...named(spec),
    submitted_at: toRfc3339(state.submittedAt),
    finished_at: finished === undefined ? null : toRfc3339(finished.at),
    status: statusOf(state),
    pending_reason: state.pendingReason ?? null,
    processes: state.processes.map(describeProcess),
    events: state.events.map((event) => ({ ...event, at: toRfc3339(event.at) })),
    last_exits: state.lastExits.map(({ process, at, exitCode, reason }) => ({
      process,
      at: toRfc3339(at),
      exit_code: exitCode ?? null,
      reason,
    })),
    scalers: hosted.filter(({ target }) => target.name === spec.name).map((job) => job.spec.name),
  };
}

/** The same of a job that the service runs in itself. */
export function describeHosted(job: HostedJob): JobDescription {
  return {
    ...named(job.spec),
    submitted_at: null,
    finished_at: job.status === 'ended' ? toRfc3339(job.since) : null,
    status: hostedStatusOf(job),
    pending_reason: null,
    processes: [],
    events: [],
    last_exits: [],
    scalers: [],
  };
}

type Named = Pick<
  JobState['spec'],
  'type' | 'name' | 'namespace' | 'owner' | 'user' | 'parameters' | 'secrets'
>;

function named({ type, name, namespace, owner, user, parameters, secrets }: Named) {
  return {
    type,
    name,
    namespace,
    owner,
    user: user ?? null,
    parameters: maskParameters(parameters, secrets),
  };
}

function describeProcess(process: ProcessState): JobDescription['processes'][number] {
  const { name, role, phase, since, ready, restarts, node, ports, reason } = process;
  return {
    name,
    role,
    phase,
    since: toRfc3339(since),
    ready,
    restarts,
    node: node ?? null,
    ports,
    reason: reason ?? null,
  };
}
