import type { JobScalePair, JobStatus, JobStatusTuple } from '../api/calls/job-status.ts';
import type { JobState, ProcessState } from './job-state.ts';

const COMING_OR_RUNNING: ReadonlySet<ProcessState['phase']> = new Set([
  'pending',
  'starting',
  'running',
  'backoff',
]);

/** How a job is, as getJobStatus tells it. */
export function statusOf(state: JobState): JobStatus {
  const { finished } = state;
  return {
    created: state.created,
    succeeded: finished?.outcome === 'succeeded',
    failed: finished?.outcome === 'failed',
    reason: finished?.reason ?? state.pendingReason ?? troubleOf(state) ?? null,
    nworkers_succeeded: state.workersSucceeded,
    parallelism: state.requested,
    npending: state.processes.filter(({ phase }) => phase === 'pending').length,
    nuptodate: workersIn(state, COMING_OR_RUNNING).filter(({ generation }) => generation === state.generation)
      .length,
    restarts: state.restarts,
    exit_code: finished?.exitCode ?? null,
    steps: [],
  };
}

/** What ails a process that is to be started again. */
function troubleOf({ processes }: JobState): string | undefined {
  const failed = processes.find(({ phase }) => phase === 'backoff');
  return failed && `${failed.name} ${failed.reason ?? 'failed'}`;
}

/** The same as a tuple. A worker has started once it has been given a place. */
export function statusTupleOf(state: JobState): JobStatusTuple {
  const { succeeded, nworkers_succeeded: workersSucceeded, created } = statusOf(state);
  const started = workersIn(state, new Set(['starting', 'running', 'backoff'])).length + workersSucceeded;
  return [succeeded, workersSucceeded, started, created, state.spec.type === 'Notebook'];
}

/** Workers running and requested; [0, 0] for a job without workers. */
export function scalePairOf(state: JobState): JobScalePair {
  if (state.spec.workers === undefined) return [0, 0];
  return [workersIn(state, new Set(['running'])).filter(({ ready }) => ready).length, state.requested];
}

function workersIn(state: JobState, phases: ReadonlySet<ProcessState['phase']>): readonly ProcessState[] {
  return state.processes.filter(({ role, phase }) => role === 'worker' && phases.has(phase));
}
